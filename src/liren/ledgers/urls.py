"""Addresses of ledgers: imports, forms and reports at the desk, the burden for everybody."""

from django.urls import path

from liren.ledgers.views import forms, forms_rounds, forms_wrong, imports, imports_acts, reports

app_name = "ledgers"
ROUND = "desk/forms/rounds/<int:pk>"
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
    path("desk/forms/", forms.index, name="forms"),
    path("desk/forms/ask/", forms.ask, name="ask"),
    path("desk/forms/of/", forms_rounds.of_instruction, name="of_instruction"),
    path("desk/forms/<int:pk>/", forms.form, name="form"),
    path("desk/forms/<int:pk>/street/", forms.bring_up, name="bring_up"),
    path("desk/forms/<int:pk>/do/<slug:deed>/", forms.decide, name="decide"),
    path("desk/forms/<int:pk>/received/<int:round_pk>/", forms_wrong.receive, name="receive"),
    path(f"{ROUND}/", forms_rounds.show, name="round"),
    path(f"{ROUND}/save/", forms_rounds.save, name="round_save"),
    path(f"{ROUND}/workbook/", forms_rounds.take, name="round_take"),
    path(f"{ROUND}/paper/", forms_rounds.paper, name="round_paper"),
    path(f"{ROUND}/back/", forms_rounds.send_back, name="round_back"),
    path(f"{ROUND}/back/<int:back>/", forms_rounds.problems, name="round_problems"),
    path(f"{ROUND}/hand-in/", forms_rounds.hand_in, name="round_hand_in"),
    path(f"{ROUND}/wrong/<int:subject>/<slug:column>/", forms_wrong.wrong, name="round_wrong"),
    path("desk/reports/", reports.index, name="reports"),
    path("desk/reports/make/", reports.make, name="report_make"),
    path("desk/reports/<int:pk>/", reports.show, name="report"),
    path("desk/reports/<int:pk>/paper/", reports.paper, name="report_paper"),
    path("desk/reports/<int:pk>/workbook/", reports.workbook, name="report_workbook"),
    path("desk/reports/<int:pk>/content/", reports.content, name="report_content"),
    path("desk/reports/<int:pk>/again/", reports.again, name="report_again"),
    path("desk/burden/", reports.burden, name="burden"),
    path("burden/<int:pk>/", reports.burden_of_community, name="burden_public"),
]
