"""Superset's settings, from its surroundings alone; see bi/environment.py for what they are.

Superset imports this module by its name. It refuses to start without its folders, addresses and
secrets. The embedded default keeps its own tables in a file and its caches in folders; a larger
installation names a database and a Redis server in its secrets (docs/operators.md).
"""

from datetime import timedelta
from functools import partial

from flask_appbuilder.const import AUTH_OAUTH

from bi import arabic, books, caching, colleagues, palette, serving, time_limit
from bi.compiler.drilled_rows import drill_in_one_language
from bi.connection import lock_down
from bi.environment import load_environment
from bi.events import ActsInDatabase
from bi.own_tables import engine_options, serve_many_at_once
from bi.roles import ROLES_OF_CLAIMS
from bi.security import DiwanSecurityManager
from bi.sign_in import hub_provider
from bi.statements import require_reading

ENVIRONMENT = load_environment()
serve_many_at_once()

# --- Its own tables, secrets and caches ----------------------------------------------------
SECRET_KEY = ENVIRONMENT.secret_key
SQLALCHEMY_DATABASE_URI = ENVIRONMENT.metadata_uri
SQLALCHEMY_TRACK_MODIFICATIONS = False
SQLALCHEMY_ENGINE_OPTIONS = engine_options(ENVIRONMENT.metadata_uri)
DATA_DIR = str(ENVIRONMENT.home)
CACHE_CONFIG = caching.cache(ENVIRONMENT, "metadata", timedelta(hours=12))
DATA_CACHE_CONFIG = caching.cache(ENVIRONMENT, "data", timedelta(hours=26))
FILTER_STATE_CACHE_CONFIG = caching.cache(ENVIRONMENT, "filters", timedelta(days=30))
EXPLORE_FORM_DATA_CACHE_CONFIG = caching.cache(ENVIRONMENT, "forms", timedelta(days=7))
EVENT_LOGGER = ActsInDatabase()
RATELIMIT_STORAGE_URI = ENVIRONMENT.redis_url or "memory://"

# --- Who signs in, and what they may -------------------------------------------------------
AUTH_TYPE = AUTH_OAUTH
OAUTH_PROVIDERS = [hub_provider(ENVIRONMENT)]
CUSTOM_SECURITY_MANAGER = DiwanSecurityManager
AUTH_USER_REGISTRATION = True
AUTH_USER_REGISTRATION_ROLE = "Public"  # holds no right; the claims bring the others
AUTH_ROLES_MAPPING = ROLES_OF_CLAIMS
AUTH_ROLES_SYNC_AT_LOGIN = True
PUBLIC_ROLE_LIKE = None
FAB_ADD_SECURITY_PERMISSION_VIEW = False
FAB_API_SWAGGER_UI = False
PERMANENT_SESSION_LIFETIME = timedelta(hours=10)  # rights taken away at the hub end here at last
# What answers late, after a switch of the language or a sign-out, does not bring the session of
# before back; and the hours count from the sign-in, not from the last chart.
SESSION_REFRESH_EACH_REQUEST = False
SESSION_COOKIE_NAME = "diwan_analytics"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENVIRONMENT.is_https
WTF_CSRF_ENABLED = True
RATELIMIT_ENABLED = True
RATELIMIT_APPLICATION = "300 per second"
AUTH_RATE_LIMITED = True
AUTH_RATE_LIMIT = "10 per minute"

# --- What it may reach ---------------------------------------------------------------------
DB_CONNECTION_MUTATOR = lock_down
SQL_QUERY_MUTATOR = require_reading
EXTRA_RELATED_QUERY_FILTERS = {"user": colleagues.only_oneself, "role": colleagues.no_role}
PREVENT_UNSAFE_DB_CONNECTIONS = True
ENABLE_CORS = False
ALLOWED_EXTENSIONS: set[str] = set()
UPLOAD_FOLDER = str(ENVIRONMENT.home / "uploads")
SQL_MAX_ROW = 100_000
ROW_LIMIT = 50_000
TABLE_VIZ_MAX_ROW_SERVER = 500_000  # of a table with pages, on the screen and in its file
CSV_STREAMING_ROW_THRESHOLD = TABLE_VIZ_MAX_ROW_SERVER + 1  # bi/rows_out.py says why
SQLLAB_TIMEOUT = time_limit.SECONDS
SUPERSET_WEBSERVER_TIMEOUT = 90
TALISMAN_ENABLED = True
TALISMAN_CONFIG = serving.talisman(ENVIRONMENT)
THEME_FONT_URL_ALLOWED_DOMAINS: list[str] = []
ENABLE_PROXY_FIX = True
PROXY_FIX_CONFIG = {"x_for": 1, "x_proto": 1, "x_host": 1, "x_port": 0, "x_prefix": 0}
FEATURE_FLAGS = {
    "ALERT_REPORTS": False,
    "ALLOW_ADHOC_SUBQUERY": False,
    "DASHBOARD_RBAC": True,
    "DASHBOARD_VIRTUALIZATION_DEFER_DATA": True,  # what is not in sight is not asked for
    "DRILL_BY": True,
    "DRILL_TO_DETAIL": True,
    "EMBEDDED_SUPERSET": False,
    "ENABLE_JAVASCRIPT_CONTROLS": False,
    "ENABLE_TEMPLATE_PROCESSING": False,  # what somebody writes is no program of the server
    "ESCAPE_MARKDOWN_HTML": True,
    "RLS_IN_SQLLAB": True,
    "SSH_TUNNELING": False,
    "THUMBNAILS": False,
}

# --- How it looks --------------------------------------------------------------------------
APP_NAME = "Diwan"
APP_ICON = "/diwan/images/diwan-logo.svg"
FAVICONS = [{"href": APP_ICON, "type": "image/svg+xml"}]
LOGO_TARGET_PATH = "/dashboard/list/"
BABEL_DEFAULT_LOCALE = "en"
LANGUAGES = {
    "en": {"flag": "us", "name": "English"},
    "ar": {"flag": "ae", "name": "العربية"},
}
CURRENCIES = ["AED", "USD", "EUR"]
COMMON_BOOTSTRAP_OVERRIDES_FUNC = arabic.name_menu
THEME_DEFAULT = serving.theme(APP_NAME, APP_ICON)
THEME_DARK = None
ENABLE_UI_THEME_ADMINISTRATION = False
EXTRA_CATEGORICAL_COLOR_SCHEMES = palette.CATEGORICAL_SCHEMES
EXTRA_SEQUENTIAL_COLOR_SCHEMES = palette.SEQUENTIAL_SCHEMES
# Pages of ours in the menu; loaded when Superset is, whose parts they use.
DIWAN_PAGES = {arabic.TILES: "bi.proposals.view.TilesView"}
BLUEPRINTS = [serving.blueprint, books.blueprint]
FLASK_APP_MUTATOR = partial(serving.change_app, also=(drill_in_one_language,))
