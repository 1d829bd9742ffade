"""The order of tests does not matter: what one leaves behind is what the next one expects."""

import pytest
from django.test import TransactionTestCase

from interfaces.models import Indicator, Measure, ReferenceEdition
from interfaces.reference import load_reference
from missions.models import Mission
from ocpo.accounts.models import User
from tests.cast import make_mission
from tests.conftest import FIXTURES


@pytest.mark.django_db(transaction=True)
def test_real_transactions_leave_the_reference_model_and_nothing_else():
    make_mission()
    TransactionTestCase()._fixture_teardown()
    assert not Mission.objects.exists()
    assert not User.objects.exists()
    assert (Indicator.objects.count(), Measure.objects.count(), ReferenceEdition.objects.exists()) == (49, 33, True)
    assert load_reference(FIXTURES, force=True).is_unchanged
