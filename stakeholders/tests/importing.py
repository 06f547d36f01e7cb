"""What the tests of imports share."""

from django.core.files.uploadedfile import SimpleUploadedFile

from stakeholders.imports import new_batch, replan
from stakeholders.models import Contact, ContactEmail, Organisation

IMPORT = "/stakeholders/import/"


def batch_of(data, user=None, name="people.csv"):
    batch = new_batch(
        by=user, by_name="test", data=data, file_name=name, lawful_basis="public_task"
    )
    replan(batch)
    return batch


def outcomes(batch):
    return {row.number: (row.outcome, row.choice) for row in batch.rows.all()}


def upload(client, data, name="people.csv"):
    file = SimpleUploadedFile(name, data)
    return client.post(IMPORT, {"file": file, "lawful_basis": "public_task"})


def everything():
    """All that an import could touch, as it is stored."""
    models = (Contact, ContactEmail, Organisation, Contact.history.model)
    return [list(model.objects.order_by("pk").values()) for model in models]
