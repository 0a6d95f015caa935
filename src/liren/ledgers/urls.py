"""Addresses of ledgers, all at the desk."""

from django.urls import path

from liren.ledgers.views import imports, imports_acts

app_name = "ledgers"
urlpatterns = [
    path("desk/ledgers/", imports.index, name="desk_imports"),
    path("desk/ledgers/<int:pk>/", imports.ledger, name="desk_import"),
    path("desk/ledgers/<int:pk>/lines/<slug:kind>/", imports.lines, name="desk_lines"),
    path("desk/ledgers/<int:pk>/reviews/", imports.reviews, name="desk_reviews"),
    path("desk/ledgers/<int:pk>/errors/", imports.errors, name="desk_errors"),
    path("desk/ledgers/<int:pk>/columns/", imports_acts.columns, name="desk_columns"),
    path("desk/ledgers/<int:pk>/do/<slug:deed>/", imports_acts.act, name="desk_act"),
    path("desk/ledgers/<int:pk>/corrected/", imports_acts.corrected, name="desk_corrected"),
    path("desk/ledgers/<int:pk>/reviews/<int:review>/", imports_acts.decide, name="desk_decide"),
]
