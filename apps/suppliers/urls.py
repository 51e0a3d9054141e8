"""Addresses of the app."""

from django.urls import path

from apps.suppliers.views import catalogue, datasheets, excel, products, review

app_name = "suppliers"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("types/<slug:code>/", catalogue.catalogue, name="category"),
    path("export/", catalogue.export, name="export"),
    path("compare/", catalogue.compare, name="compare"),
    path("mine/", products.mine, name="mine"),
    path("mine/submit/", products.submit_all, name="submit-all"),
    path("mine/export/<slug:code>/", excel.own_export, name="own-export"),
    path("new/", products.new, name="new"),
    path("read/", products.read, name="read"),
    path("template/<slug:code>/", excel.template, name="template"),
    path("import/", excel.upload, name="import"),
    path("import/<int:import_id>/", excel.import_detail, name="import-detail"),
    path("import/<int:import_id>/apply/", excel.import_apply, name="import-apply"),
    path("datasheets/", datasheets.start, name="datasheets"),
    path("datasheets/<int:datasheet_id>/", datasheets.review, name="datasheet"),
    path("datasheets/<int:datasheet_id>/progress/", datasheets.progress, name="datasheet-progress"),
    path("datasheets/<int:datasheet_id>/original/", datasheets.original, name="datasheet-original"),
    path("datasheets/<int:datasheet_id>/setup/", datasheets.setup, name="datasheet-setup"),
    path("datasheets/<int:datasheet_id>/fill/", datasheets.fill, name="datasheet-fill"),
    path("datasheets/<int:datasheet_id>/accept/", datasheets.accept_sure, name="datasheet-accept-sure"),
    path("datasheets/<int:datasheet_id>/undo/", datasheets.undo, name="datasheet-undo"),
    path("datasheets/<int:datasheet_id>/apply/", datasheets.apply, name="datasheet-apply"),
    path("datasheets/<int:datasheet_id>/back/", datasheets.take_back, name="datasheet-back"),
    path(
        "datasheets/<int:datasheet_id>/rows/<int:proposal_id>/<slug:decision>/",
        datasheets.decide,
        name="datasheet-decide",
    ),
    path("datasheets/<int:datasheet_id>/rows/<int:proposal_id>/", datasheets.edit, name="datasheet-edit"),
    path("review/", review.queue, name="review"),
    path("review/changes/<int:revision_id>/", review.check_revision, name="revision-check"),
    path("<int:product_id>/", products.detail, name="detail"),
    path("<int:product_id>/history/", products.history, name="history"),
    path("<int:product_id>/edit/", products.edit, name="edit"),
    path("<int:product_id>/submit/", products.submit, name="submit"),
    path("<int:product_id>/recall/", products.recall, name="recall"),
    path("<int:product_id>/withdraw/", products.withdraw, name="withdraw"),
    path("<int:product_id>/republish/", products.republish, name="republish"),
    path("<int:product_id>/review/", review.decide, name="review-decide"),
]
