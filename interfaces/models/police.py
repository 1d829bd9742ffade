"""UN Police core functions and activities, as printed in Box 2."""

from django.db import models

from interfaces.models.base import Titled, basis_field


class PoliceFunction(Titled):
    """A core function of UN Police."""

    number = models.PositiveSmallIntegerField()
    basis = basis_field()


class PoliceActivity(Titled):
    """An activity of UN Police. Box 2 does not assign it to a function, so its function is judgement."""

    number = models.PositiveSmallIntegerField()
    basis = basis_field()
    core_function = models.ForeignKey(PoliceFunction, on_delete=models.PROTECT, related_name="activities")
    core_function_basis = basis_field()
