from django.urls import path

from .views import imports

app_name = "capacities"
urlpatterns = [
    path("import/", imports.upload, name="import"),
    path("import/<int:pk>/", imports.preview, name="import_preview"),
    path("import/<int:pk>/commit/", imports.commit_file, name="import_commit"),
    path("import/<int:pk>/discard/", imports.discard, name="import_discard"),
    path("import/<int:pk>/undo/", imports.undo_file, name="import_undo"),
]
