"""Corrections to work that a save or any request repeats for nothing."""

from ops.runtime.corrections.model import Correction, Edit

SERIES = (
    Correction(
        name="new-document-without-query",
        why="Every new document and every row in it asked the database whether its type is a "
        "single document, although the type's description, which says so, was already at hand.",
        source="own measurement: three queries in each insert of a journal",
        edits=(
            Edit(
                path="model/create_new.py",
                find="\tif not frappe.model.meta.is_single(doctype):\n",
                replace="\tif not frappe.get_meta(doctype).issingle:\n",
            ),
        ),
    ),
    Correction(
        name="default-that-stays",
        why="A default was deleted and added again although it had this value already, and then "
        "everything the site remembers was thrown away. Every save of a user sets one: the next "
        "request of everybody read all descriptions of documents anew.",
        source="own measurement: saving a user took 1.4 s, and the next save again",
        edits=(
            Edit(
                path="defaults.py",
                find="\t\t.select(table.defkey)\n\t\t.for_update()\n",
                replace="\t\t.select(table.defvalue)\n\t\t.for_update()\n",
            ),
            Edit(
                path="defaults.py",
                find="\tif key_exists:\n\t\tfrappe.db.delete(",
                replace='\tstored = [row[0] or "" for row in key_exists]\n'
                "\tif value is not None and stored == [str(value)]:\n"
                "\t\treturn\n"
                "\tif key_exists:\n\t\tfrappe.db.delete(",
            ),
        ),
    ),
    Correction(
        name="events-of-a-commit-together",
        why="What a commit tells the open screens went out message by message, each waiting for "
        "the answer to the one before: seven waits for a journal.",
        source="own measurement: 0.6 of 10 ms for a journal",
        edits=(
            Edit(
                path="realtime.py",
                find="\tfor args in frappe.local._realtime_log:\n"
                "\t\tfrappe.realtime.emit_via_redis(*args)\n",
                replace="\tfrom frappe.utils.background_jobs import "
                "get_redis_connection_without_auth\n\n"
                "\twith suppress(redis.exceptions.ConnectionError):\n"
                "\t\tmessages = get_redis_connection_without_auth().pipeline(transaction=False)\n"
                "\t\tfor event, message, room in frappe.local._realtime_log:\n"
                '\t\t\tsaid = {"event": event, "message": message, "room": room}\n'
                '\t\t\tsaid["namespace"] = frappe.local.site\n'
                '\t\t\tmessages.publish("events", frappe.as_json(said))\n'
                "\t\tmessages.execute()\n",
            ),
        ),
    ),
    Correction(
        name="asked-by-every-request-at-once",
        why="Every request asked Redis for the same six things one after the other, and waited for "
        "each: modules, hooks, time zone, scripts, whether it is recorded.",
        source="own measurement: six of fifteen waits of a list",
        edits=(
            Edit(
                path="utils/redis_wrapper.py",
                find="\tdef get_all(self, key):\n",
                replace="\tdef remember_for_request(self):\n"
                '\t\t"""Take what every request asks for into the request\'s own memory."""\n'
                "\t\tpickled = [self.make_key(key) for key in ASKED_BY_EVERY_REQUEST]\n"
                "\t\tplain = [self.make_key(key) for key in ASKED_AS_IT_IS]\n"
                "\t\ttry:\n"
                "\t\t\tvalues = self.mget(pickled + plain)\n"
                "\t\texcept redis.exceptions.ConnectionError:\n"
                "\t\t\treturn\n"
                "\t\tfor key, value in zip(pickled, values):\n"
                "\t\t\tif value is not None:\n"
                "\t\t\t\tfrappe.local.cache[key] = pickle.loads(value)\n"
                "\t\tfor key, value in zip(plain, values[len(pickled) :]):\n"
                '\t\t\tfrappe.local.cache[key] = value or b""\n\n'
                "\tdef get_all(self, key):\n",
            ),
            Edit(
                path="utils/redis_wrapper.py",
                find="class RedisearchWrapper(Search):\n",
                replace="ASKED_BY_EVERY_REQUEST = (\n"
                '\t"app_modules",\n\t"module_app",\n\t"app_hooks",\n\t"time_zone",\n'
                '\t"server_script_map",\n)\n'
                'ASKED_AS_IT_IS = ("diwan_policies",)\n\n\n'
                "class RedisearchWrapper(Search):\n",
            ),
            Edit(
                path="__init__.py",
                find='\tif conf.db_name:\n\t\tlocal.app_modules = cache.get_value("app_modules")\n',
                replace="\tif conf.db_name:\n"
                '\t\tif getattr(local, "request", None):\n'
                "\t\t\tcache.remember_for_request()\n"
                '\t\tlocal.app_modules = cache.get_value("app_modules")\n',
            ),
        ),
    ),
)
