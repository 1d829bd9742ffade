"""Makes the stored rows equal to the rows of the files. A row with the same key keeps its id."""

from collections.abc import Iterator
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Field, ManyToManyField, ManyToOneRel, Model

from interfaces.reference.findings import BrokenReferenceError, Problem
from interfaces.reference.table_rows import Row, TableRows

APP = "interfaces"


def synchronize(tables: list[TableRows]) -> int:
    """Make the stored rows equal to the tables; return how many rows or links were added, changed or removed.

    Must run in a transaction. Raises BrokenReferenceError when a row does not fit its table, or when a row is gone from
    the files but something outside the reference model still refers to it.
    """
    writer = _Writer()
    for table in tables:
        writer.write(table)
    for table in tables:
        writer.link(table)
    writer.remove_vanished()
    return writer.changes


class _Writer:
    """Writes the tables in turn. It remembers the rows written so far, because later tables point to them by key."""

    def __init__(self) -> None:
        self.changes = 0
        self._rows: dict[type[Model], dict[Any, Model]] = {}
        self._vanished: list[tuple[type[Model], list[Model]]] = []

    def write(self, table: TableRows) -> None:
        """Create missing rows and update those that differ; surplus rows wait for their removal."""
        names = table.rows[0].keys() if table.rows else table.key
        fields = [field for field in table.model._meta.concrete_fields if field.name in names]
        key_names = [field.attname for name in table.key for field in fields if field.name == name]
        stored = {tuple(getattr(row, name) for name in key_names): row for row in _all(table.model)}
        kept: dict[Any, Model] = {}
        new, changed = [], []
        for wanted in table.rows:
            values = {field.attname: self._value(field, wanted[field.name]) for field in fields}
            row = stored.pop(tuple(values[name] for name in key_names), None)
            if row is None:
                row = table.model(**values)
                new.append(row)
            elif any(getattr(row, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(row, name, value)
                changed.append(row)
            kept[_key(wanted, table.key)] = row
        _check([*new, *changed])
        _all(table.model).bulk_create(new)
        _all(table.model).bulk_update(changed, [field.name for field in fields if not field.primary_key])
        self.changes += len(new) + len(changed)
        self._rows[table.model] = kept
        self._vanished.append((table.model, list(stored.values())))

    def _value(self, field: Field, value: Any) -> Any:
        """Return what the column stores: for a foreign key the id of the row that the value is the key of."""
        if field.remote_field is None or value is None:
            return value
        return self._rows[cast(type[Model], field.related_model)][value].pk

    def link(self, table: TableRows) -> None:
        """Make the many-to-many links of a table's rows equal to those of the files."""
        for field in table.model._meta.many_to_many:
            if table.rows and field.name in table.rows[0]:
                self._link(field, table)

    def _link(self, field: ManyToManyField, table: TableRows) -> None:
        own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        targets = self._rows[field.related_model]
        wanted = {
            (self._rows[table.model][_key(row, table.key)].pk, targets[code].pk)
            for row in table.rows
            for code in row[field.name]
        }
        links = _all(cast(type[Model], field.remote_field.through))
        stored = {(getattr(link, own), getattr(link, other)): link.pk for link in links}
        surplus = [pk for pair, pk in stored.items() if pair not in wanted]
        missing = sorted(wanted - stored.keys())
        links.filter(pk__in=surplus).delete()
        links.bulk_create(links.model(**{own: a, other: b}) for a, b in missing)
        self.changes += len(surplus) + len(missing)

    def remove_vanished(self) -> None:
        """Delete rows that the files no longer hold, children first; refuse where something outside needs them."""
        problems = [problem for model, rows in self._vanished if rows for problem in _uses_from_outside(model, rows)]
        if problems:
            raise BrokenReferenceError(problems)
        for model, rows in reversed(self._vanished):
            if rows:
                _all(model).filter(pk__in=[row.pk for row in rows]).delete()
                self.changes += len(rows)


def _all(model: type[Model]) -> Any:
    return model._default_manager.all()


def _key(row: Row, names: tuple[str, ...]) -> Any:
    """Return what other rows call this one: its code, or a tuple where several fields identify it."""
    key = tuple(row[name] for name in names)
    return key[0] if len(key) == 1 else key


def _check(rows: list[Model]) -> None:
    """Refuse values that do not fit their column, before the database cuts or rejects them."""
    problems = []
    for row in rows:
        try:
            # Only lengths and choices are checked here: the layout says which values may be empty.
            fields = row._meta.concrete_fields
            row.clean_fields(exclude=[f.name for f in fields if f.is_relation or not getattr(row, f.name)])
        except ValidationError as error:
            where = f"{row._meta.verbose_name} {getattr(row, 'code', row)}"
            problems += [
                Problem(where, name, f"{' '.join(messages)} Correct the text in the reference files.")
                for name, messages in error.message_dict.items()
            ]
    if problems:
        raise BrokenReferenceError(problems)


def _uses_from_outside(model: type[Model], rows: list[Model]) -> Iterator[Problem]:
    """Yield a problem for each of the rows that a row of another app refers to, whatever its `on_delete` is."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel) or relation.related_model._meta.app_label == APP:
            continue
        users = relation.related_model
        for row in rows:
            count = users._base_manager.filter(**{relation.field.name: row}).count()
            if count:
                reason = (
                    f"is gone from the files, but {count} {users._meta.verbose_name_plural} refer to it; "
                    "put the entry back, or remove what refers to it"
                )
                yield Problem(str(row._meta.verbose_name), str(getattr(row, "code", row)), reason)
