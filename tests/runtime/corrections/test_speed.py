"""Corrections to work that a save or any request repeats for nothing."""

from tests.runtime.corrections.proofs import InErp, proves

# Asks for a new document of a plain and of a single type, and notes any question to a database.
NEW_DOCUMENTS = """
from types import SimpleNamespace
from frappe.model import create_new
asked = []
class Database:
    def __getattr__(self, name):
        return lambda *args, **named: asked.append(name)
class Draft(dict):
    def _fix_numeric_types(self): pass
    def get_valid_dict(self, sanitize): return {}
frappe.local.db = Database()
frappe.get_doc = lambda values: Draft(values)
create_new.set_user_and_static_default_values = lambda doc: None
frappe.get_meta = lambda doctype: SimpleNamespace(issingle=doctype == "Only One")
frappe.local.session = SimpleNamespace(user="someone")
made = [create_new.make_new_doc(name).get("__unsaved") for name in given]
return {"made": made, "asked": asked}
"""


@proves("new-document-without-query")
def test_new_document_asks_no_database(in_erp: InErp) -> None:
    answer = in_erp(NEW_DOCUMENTS, ["Many", "Only One"])
    assert answer == {"made": [1, None], "asked": []}


# Sets a default where rows of it are there already, and notes what is done.
DEFAULTS = """
from unittest.mock import MagicMock
from frappe import defaults
told = []
for rows, value in given:
    query = MagicMock()
    for step in ("from_", "where", "select", "for_update"):
        getattr(query, step).return_value = query
    query.run.return_value = [tuple(row) for row in rows]
    frappe.local.qb, frappe.local.db, done = query, MagicMock(), []
    defaults.DocType = MagicMock()
    frappe.local.db.delete = lambda *args: done.append("delete")
    defaults.add_default = lambda *args: done.append("add")
    defaults._clear_cache = lambda parent: done.append("clear")
    defaults.set_default("key", value, "__default")
    told.append(done)
return told
"""


@proves("default-that-stays")
def test_default_that_has_its_value_already_is_left_alone(in_erp: InErp) -> None:
    same = [[[["1"]], "1"], [[["1"]], 1], [[[None]], ""], [[[""]], ""]]
    assert in_erp(DEFAULTS, same) == [[]] * len(same)
    other = [[[["1"]], "2"], [[["1"], ["1"]], "1"], [[["1"]], ""]]
    assert in_erp(DEFAULTS, other) == [["delete", "add"]] * len(other)
    assert in_erp(DEFAULTS, [[[], "1"], [[["1"]], None]]) == [["add"], ["delete", "clear"]]


# Notes three messages for after the commit and sends them; a Redis that is away says nothing.
EVENTS = """
import json
from unittest.mock import MagicMock
import redis
from frappe import realtime
from frappe.utils import background_jobs
frappe.local.db, frappe.local.site, trips = MagicMock(), "one.example", []
class Pipeline:
    def __init__(self): self.sent = []
    def publish(self, channel, text): self.sent.append([channel, json.loads(text)])
    def execute(self):
        trips.append(self.sent)
        if given == "away":
            raise redis.exceptions.ConnectionError()
queue = MagicMock()
queue.pipeline = lambda transaction: Pipeline()
queue.publish.side_effect = AssertionError("one by one")
background_jobs.get_redis_connection_without_auth = lambda: queue
frappe.local.task_id = None
for number in (1, 2, 1):
    realtime.publish_realtime("changed", {"n": number}, room="some", after_commit=True)
realtime.flush_realtime_log()
return {"trips": trips, "left": hasattr(frappe.local, "_realtime_log")}
"""


@proves("events-of-a-commit-together")
def test_events_of_a_commit_go_out_in_one_trip(in_erp: InErp) -> None:
    sent = [
        ["events", {"event": "changed", "message": {"n": n}, "room": "some",
                    "namespace": "one.example"}]
        for n in (1, 2)
    ]  # fmt: skip
    assert in_erp(EVENTS, "there") == {"trips": [sent], "left": False}
    assert in_erp(EVENTS, "away") == {"trips": [sent], "left": False}


# Begins a request, then asks for what every request asks; notes each trip to Redis.
REQUEST = """
import pickle
import redis
from types import SimpleNamespace
trips = []
stored = {"module_app": {"core": "frappe"}, "app_modules": {"frappe": ["core"]}, "time_zone": "Z"}
def mget(self, keys):
    trips.append("together")
    if given == "away":
        raise redis.exceptions.ConnectionError()
    named = [key.decode().rsplit("|", 1)[1] for key in keys]
    found = [pickle.dumps(stored[name]) if name in stored else None for name in named]
    return [b"plain" if name == "diwan_policies" else value for name, value in zip(named, found)]
def get(self, key):
    trips.append(key.decode().rsplit("|", 1)[1])
    return None
redis.Redis.mget, redis.Redis.get = mget, get
redis.Redis.set = lambda self, *args, **named: None
frappe.get_all_apps = lambda **named: []
frappe.local.conf = frappe._dict(db_name="one")
frappe.local.cache = {}
if given != "job":
    frappe.local.request = SimpleNamespace()
frappe.setup_module_map()
zone = frappe.cache.get_value("time_zone")
scripts = frappe.cache.get_value("server_script_map")
told = frappe.local.cache.get(frappe.cache.make_key("diwan_policies"))
return {"trips": trips, "zone": zone, "told": told and told.decode()}
"""


@proves("asked-by-every-request-at-once")
def test_what_every_request_asks_is_asked_in_one_trip(in_erp: InErp) -> None:
    assert in_erp(REQUEST, "there") == {
        "trips": ["together", "server_script_map"],  # nobody has stored it: asked as before
        "zone": "Z",
        "told": "plain",
    }
    alone = ["app_modules", "module_app", "time_zone", "server_script_map"]
    assert in_erp(REQUEST, "away") == {"trips": ["together", *alone], "zone": None, "told": None}
    assert in_erp(REQUEST, "job") == {"trips": alone, "zone": None, "told": None}
