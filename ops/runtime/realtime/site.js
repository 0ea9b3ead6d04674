// Who is asking, and for which site: decided from the Host header and the web worker's answer.
//
// X-Frappe-Site-Name and the namespace a client names are claims, never read as facts.
import http from "node:http";

const SID = /^[0-9a-zA-Z]{6,140}$/;
const ANSWER_TIMEOUT_MS = 10_000;
const ANSWER_BYTES_MAX = 100_000;

export function siteOf(request) {
	const host = (request.headers.host || "").toLowerCase();
	return /^[a-z0-9.-]+(:\d+)?$/.test(host) ? host.split(":")[0] : null;
}

// A browser leaves Origin out on a same-origin GET only. The port counts when Host carries one.
export function isSameOrigin(request) {
	const { origin, host = "" } = request.headers;
	const fetchSite = request.headers["sec-fetch-site"];
	if (fetchSite && fetchSite !== "same-origin" && fetchSite !== "none") return false;
	if (origin === undefined) return request.method === "GET";
	try {
		const from = new URL(origin);
		return host.includes(":") ? from.host === host.toLowerCase() : from.hostname === siteOf(request);
	} catch {
		return false;
	}
}

export function sidOf(request) {
	for (const pair of (request.headers.cookie || "").split(";")) {
		const [name, value = ""] = pair.trim().split("=");
		if (name === "sid" && SID.test(value)) return value;
	}
	return null;
}

// Resolves to the method's message, to null when the web worker refuses, and to undefined when it
// does not answer (it restarts, it is overloaded): nobody is thrown out for that.
export function askWeb(web, { site, sid, address }, method, parameters = {}) {
	const url = new URL(`/api/method/${method}`, web);
	url.search = new URLSearchParams(parameters).toString();
	const headers = { Host: site, Cookie: `sid=${sid}`, Accept: "application/json" };
	if (address) headers["X-Forwarded-For"] = address;
	return new Promise((resolve) => {
		const request = http.get(url, { headers, timeout: ANSWER_TIMEOUT_MS }, (response) => {
			let body = "";
			response.setEncoding("utf8");
			response.on("data", (part) => {
				body += part;
				if (body.length > ANSWER_BYTES_MAX) request.destroy();
			});
			response.on("end", () => resolve(answerOf(response.statusCode, body)));
			response.on("close", () => resolve(undefined));
		});
		request.on("timeout", () => request.destroy());
		request.on("error", () => resolve(undefined));
	});
}

function answerOf(status, body) {
	if (status >= 500) return undefined;
	if (status !== 200) return null;
	try {
		return JSON.parse(body).message ?? null;
	} catch {
		return null;
	}
}
