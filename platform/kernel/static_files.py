"""Static files of production: compressed, named by content, and kept by browsers for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

_ANY_SCRIPT, _IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Our scripts name the modules that they import by content too; browsers would ask for these every minute.

    Ours alone: packages bring scripts whose imports lead to nothing.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", _IMPORTS)
