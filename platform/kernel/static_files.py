"""Static files of production: compressed, named by content, and kept by browsers for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Scripts name the modules that they import by content too; otherwise browsers would ask for these every minute."""

    support_js_module_import_aggregation = True
