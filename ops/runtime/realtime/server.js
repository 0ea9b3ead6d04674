// Realtime server: events published on Redis reach the browsers of the same site, and no others.
//
// Owns one namespace per site and the rooms in it. Refuses a foreign origin, a session the web
// worker does not know, another site's namespace, a room the user may not read, and an event that
// names no site or no room. Settings: DIWAN_REALTIME_PORT, _HOST, _WEB (address of the web worker),
// _REDIS or _REDIS_FILE (address, or a file with it), _RECHECK_SECONDS (sessions asked again).
import fs from "node:fs";
import http from "node:http";
import { createClient } from "@redis/client";
import { Server } from "socket.io";
import { askWeb, isSameOrigin, sidOf, siteOf } from "./site.js";

const setting = (name, fallback) => process.env[`DIWAN_REALTIME_${name}`] || fallback;
const WEB = setting("WEB");
const PORT = Number(setting("PORT", "0"));
const RECHECK_MS = Number(setting("RECHECK_SECONDS", "300")) * 1000;
const REDIS_FILE = setting("REDIS_FILE");
const REDIS = REDIS_FILE ? fs.readFileSync(REDIS_FILE, "utf8").trim() : setting("REDIS");
const ROOMS_MAX = 200;
const NAME_LENGTH_MAX = 300;

const server = http.createServer((request, response) => {
	response.writeHead(request.url === "/health" && redis.isReady ? 200 : 503).end();
});
const io = new Server(server, {
	serveClient: false,
	cleanupEmptyChildNamespaces: true,
	maxHttpBufferSize: 50_000,
	allowRequest: (request, answer) => answer(null, isSameOrigin(request)),
});
const namespaces = new Map(); // site -> its namespace, as long as somebody listens
const sites = io.of(/^\/[a-z0-9.-]+$/);

async function identify(visitor) {
	const known = await askWeb(WEB, visitor, "frappe.realtime.get_user_info");
	return known && (!known.user || known.user === "Guest") ? null : known;
}

sites.use(async (socket, next) => {
	const request = socket.request;
	const visitor = {
		site: siteOf(request),
		sid: sidOf(request),
		address: request.headers["x-forwarded-for"],
	};
	if (!visitor.site || socket.nsp.name !== `/${visitor.site}`) return next(new Error("Not your site"));
	const known = visitor.sid && (await identify(visitor));
	if (!known) return next(new Error("Not logged in"));
	Object.assign(socket.data, { visitor, user: known.user, isDeskUser: known.user_type === "System User" });
	next();
});

const isName = (value) => typeof value === "string" && value.length > 0 && value.length <= NAME_LENGTH_MAX;

// `check`, when given, is the method that says whether this user may listen.
function onSubscribe(socket, event, room, check, joined = () => {}) {
	socket.on(event, async (...names) => {
		names = names.filter((name) => typeof name !== "function").map((n) => (typeof n === "number" ? `${n}` : n));
		if (names.length !== room.length || !names.every(isName) || socket.rooms.size >= ROOMS_MAX) return;
		const [doctype, docname] = names;
		const asked = names.length === 2 ? { doctype, docname } : { doctype };
		if (check && !(await askWeb(WEB, socket.data.visitor, check, asked))) return;
		if (!socket.connected) return;
		socket.join(room(...names));
		joined(...names);
	});
}

const doctypeRoom = (doctype) => `doctype:${doctype}`;
const documentRoom = (doctype, name) => `doc:${doctype}/${name}`;
const viewersRoom = (doctype, name) => `open_doc:${doctype}/${name}`;
const taskRoom = (task) => `task_progress:${task}`;

function announceViewers(namespace, doctype, docname) {
	const room = viewersRoom(doctype, docname);
	const present = [...(namespace.adapter.rooms.get(room) || [])];
	const users = new Set(present.map((id) => namespace.sockets.get(id)?.data.user).filter(Boolean));
	namespace.to(room).emit("doc_viewers", { doctype, docname, users: [...users] });
}

function onUnsubscribe(socket, event, room, left = () => {}) {
	socket.on(event, (...names) => {
		if (names.length < room.length || !names.slice(0, room.length).every(isName)) return;
		socket.leave(room(...names));
		left(...names);
	});
}

sites.on("connection", (socket) => {
	const { nsp } = socket;
	const { visitor, user, isDeskUser } = socket.data;
	const viewed = new Map();
	namespaces.set(visitor.site, nsp);
	socket.join([`user:${user}`, "website", ...(isDeskUser ? ["all"] : [])]);
	socket.on("ping", () => socket.emit("pong"));

	onSubscribe(socket, "doctype_subscribe", doctypeRoom, "frappe.realtime.can_subscribe_doctype");
	onSubscribe(socket, "doc_subscribe", documentRoom, "frappe.realtime.can_subscribe_doc");
	onSubscribe(socket, "doc_open", viewersRoom, "frappe.realtime.can_subscribe_doc", (type, name) => {
		viewed.set(viewersRoom(type, name), [type, name]);
		announceViewers(nsp, type, name);
	});
	onSubscribe(socket, "task_subscribe", taskRoom);
	onSubscribe(socket, "progress_subscribe", taskRoom);
	onUnsubscribe(socket, "doctype_unsubscribe", doctypeRoom);
	onUnsubscribe(socket, "doc_unsubscribe", documentRoom);
	onUnsubscribe(socket, "task_unsubscribe", taskRoom);
	onUnsubscribe(socket, "doc_close", viewersRoom, (type, name) => {
		viewed.delete(viewersRoom(type, name));
		announceViewers(nsp, type, name);
	});

	const recheck = setInterval(async () => {
		const known = await identify(visitor);
		if (known !== undefined && known?.user !== user) socket.disconnect(true);
	}, RECHECK_MS);
	socket.on("disconnect", () => {
		clearInterval(recheck);
		for (const [type, name] of viewed.values()) announceViewers(nsp, type, name);
	});
});

function deliver(text) {
	let published;
	try {
		published = JSON.parse(text);
	} catch {
		return console.error("events: a message that is not JSON was dropped");
	}
	const { namespace, room, event, message } = published ?? {};
	if (isName(namespace) && isName(room) && isName(event))
		namespaces.get(namespace)?.to(room).emit(event, message);
}

const redis = createClient({ url: REDIS, socket: { reconnectStrategy: (tries) => Math.min(tries * 100, 3000) } });
redis.on("error", (error) => console.error(`redis: ${error.code || error.message}`));
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));

server.listen(PORT, setting("HOST", "127.0.0.1"), () => {
	console.log(`realtime: listening on port ${server.address().port}`);
});
await redis.connect();
await redis.subscribe("events", deliver);
