from django.urls import path

from .views import answers, contacts, duplicates, exports, imports, personal, rights

app_name = "stakeholders"
urlpatterns = [
    path("", contacts.contact_list, name="list"),
    path("<int:pk>/", contacts.contact_detail, name="contact"),
    path("export/", exports.export, name="export"),
    path("exports/", exports.export_events, name="export-events"),
    path("exports/<int:pk>/", exports.export_event, name="export-event"),
    path("exports/<int:pk>/removed/", exports.mark_removed, name="mark-removed"),
    path("lists/", exports.saved_lists, name="saved-lists"),
    path("lists/save/", exports.save_list, name="save-list"),
    path("lists/<int:pk>/", exports.saved_list, name="saved-list"),
    path("lists/<int:pk>/delete/", exports.delete_list, name="delete-list"),
    path("import/", imports.upload, name="import"),
    path("import/template.csv", imports.template_file, name="import-template"),
    path("import/<uuid:pk>/", imports.batch, name="import-batch"),
    path("import/<uuid:pk>/columns/", imports.columns, name="import-columns"),
    path("import/<uuid:pk>/commit/", imports.commit_batch, name="import-commit"),
    path("import/<uuid:pk>/undo/", imports.undo_batch, name="import-undo"),
    path("import/<uuid:pk>/discard/", imports.discard_batch, name="import-discard"),
    path("<int:pk>/everything/", rights.everything, name="everything"),
    path("<int:pk>/everything.json", rights.everything_file, name="everything-file"),
    path("<int:pk>/link/", rights.make_link, name="make-link"),
    path("<int:pk>/erase/", rights.erase_contact, name="erase"),
    path("processing/", rights.processing, name="processing"),
    path("processing/anonymise/", rights.anonymise, name="anonymise"),
    path("<int:pk>/answers/", answers.answers, name="answers"),
    path("me/<str:token>/", personal.me, name="me"),
    path("me/<str:token>/allow/", personal.allow_again, name="allow-again"),
    path("me/<str:token>/email/", personal.change_email, name="change-email"),
    path("confirm-email/<str:token>/", personal.confirm_email, name="confirm-email"),
    path("privacy/", personal.privacy_notice, name="privacy"),
    path("duplicates/", duplicates.pairs, name="duplicates"),
    path("duplicates/<str:kind>/<int:first>/<int:second>/", duplicates.desk, name="desk"),
    path("duplicates/undo/<int:pk>/", duplicates.undo, name="undo-merge"),
]
