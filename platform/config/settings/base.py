"""Settings that every environment shares. Nothing here is insecure; what must differ is set by environment."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config import environment as env

BASE_DIR = Path(__file__).resolve().parents[3]
STATE_DIR = Path(env.text("YIQIAO_STATE_DIR", str(BASE_DIR / ".run")))

SECRET_KEY = env.text("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "kernel",
    "handbook",
    "design",
    "apps.accounts",
    "apps.taxonomy",
    "apps.notifications",
    "apps.suppliers",
    "apps.demands",
    "apps.matching",
    "apps.answers",
    "apps.search",
    "apps.trials",
    "apps.deals",
    "apps.portal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages full of small signs shrink to a tenth. Length tells no secret: tokens are masked anew in each answer and
    # Django adds random bytes.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "apps.accounts.offices.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.portal.middleware.RecentWorkMiddleware",
    "kernel.middleware.PlainTextMiddleware",
    "kernel.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            # Django's cached loader, with what never changes worked out once (docs/decisions/0069).
            "loaders": [
                (
                    "kernel.templates.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "apps.accounts.context.actor",
                "apps.notifications.context.unread",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_REDIRECT_URL = "portal:workbench"
LOGIN_URL = "account_login"
LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Only where an address must be confirmed first can sign-up give known and unknown addresses the same answer.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_SIGNUP_FORM_CLASS = "apps.accounts.forms.SignupForm"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_CHANGE_EMAIL = True  # one address a person; the old one stays until the new one is confirmed
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[仪桥] "
# Failed sign-ins are counted by axes, in the database and for all processes. allauth counts in each process's memory,
# for codes of the second factor too: its limit must not bite before axes has seen the failures.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,10/300s/key"}
MFA_TOTP_ISSUER = "仪桥 Yiqiao"
# Brokers, administrators and auditors get nowhere without a second factor.
REQUIRE_MFA_FOR_OFFICES = env.flag("REQUIRE_MFA_FOR_OFFICES")
AXES_VERBOSE = False  # no greeting in every process's log
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "apps.accounts.signing_in.username_of"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429

# Texts are Chinese in the source, English comes from locale/en. A person's choice (a cookie, and their profile) counts
# before what the browser asks for.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = STATE_DIR / "static"
MEDIA_ROOT = STATE_DIR / "media"
# A catalogue of so many products is kept as files that all processes of a machine share.
CATALOGUE_KEPT_FROM = env.number("YIQIAO_CATALOGUE_KEPT_FROM", 2_000)
# The nightly full re-match begins at this hour; demands that it finds changed are re-matched so many an hour.
NIGHT_HOUR = env.number("YIQIAO_NIGHT_HOUR", 1)
NIGHT_RUNS_PER_HOUR = env.number("YIQIAO_NIGHT_RUNS_PER_HOUR", 2_000)
# Families of instrument types are dealt out to groups, the same number on all hosts; each group has its queue.
FAMILY_GROUPS = env.number("YIQIAO_FAMILY_GROUPS", 1)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "kernel.static_files.StaticFiles"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "apps.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

BROKER_URL = env.text("BROKER_URL")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.accounts.tokens.SessionTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "kernel.api.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "kernel.api.answer_error",
    "PAGE_SIZE": 20,
    "DEFAULT_THROTTLE_RATES": {"sign_in": "20/min", "parse": "120/min"},
    # How many trusted proxies stand before the site; without any, nobody's word about his own address counts.
    "NUM_PROXIES": env.number("NUM_PROXIES", 0),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "仪桥 Yiqiao API",
    "DESCRIPTION": "国产科研仪器供需对接：细分领域、产品、需求、比对与技术参数偏离表。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "OrganisationKind": "apps.accounts.models.Organisation.Kind",
        "NotificationKind": "apps.notifications.models.Notification.Kind",
        "ParameterKind": "apps.taxonomy.models.Parameter.Kind",
        "ProductStatus": "apps.suppliers.models.Product.Status",
        "DemandStatus": "apps.demands.models.Demand.Status",
        "VersionStage": "apps.demands.models.DemandVersion.Stage",
        "DemandStep": "apps.demands.api_fields.STEPS",
        "BoardStatus": "apps.demands.api_fields.BOARD_STATUSES",
        "Operator": "apps.demands.api_fields.OPERATORS",
        "TypedOperator": "apps.demands.api_fields.TYPED_OPERATORS",
        "DocumentState": "apps.demands.models.SourceDocument.State",
        "DatasheetState": "apps.suppliers.models.Datasheet.State",
        "SpecKind": "apps.suppliers.api_fields.SPEC_KINDS",
        "NameProposalState": "apps.taxonomy.models.NameProposal.State",
        "RunState": "apps.matching.models.MatchRun.State",
        "AnswerStatus": "apps.answers.models.Answer.Status",
        "AnswerRowSource": "apps.answers.models.AnswerRow.Source",
        "TrialStatus": "apps.trials.models.Trial.Status",
        "TrialStep": "apps.trials.apis.STEPS",
        "DealStatus": "apps.deals.models.Deal.Status",
        "DealStep": "apps.deals.apis.STEPS",
    },
}

# Where links in mails, feeds and webhooks lead.
SITE_URL = env.text("YIQIAO_SITE_URL", "").rstrip("/") or "http://127.0.0.1:8000"
# Webhooks go to public https addresses only. Tests receive them on this machine, and over http.
OUTGOING_MAY_REACH_LOOPBACK = False

EMAIL_TIMEOUT = 20  # seconds; a worker that sends holds its row for so long
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "no-reply@yiqiao.example")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}
