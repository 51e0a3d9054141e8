"""Addresses of the app."""

from django.urls import path

from apps.suppliers.views import catalogue, excel, products, review

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
