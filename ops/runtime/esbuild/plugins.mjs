// The two small esbuild plugins: files served as they are, and HTML templates.
import fs from "node:fs/promises";
import path from "node:path";

// A path below /assets/ is served by the front and stays as written.
export function servedAssets() {
	return {
		name: "served-assets",
		setup(build) {
			build.onResolve({ filter: /^\/assets\// }, ({ path: served }) => ({
				path: served,
				external: true,
			}));
		},
	};
}

// import "./x.html" defines frappe.templates.x. The content is a template literal, not a string:
// Frappe's templates are written for that (their backslashes are escapes).
export function htmlTemplates() {
	return {
		name: "html-templates",
		setup(build) {
			build.onLoad({ filter: /\.html$/ }, async ({ path: file }) => {
				const name = path.basename(file).split(".")[0];
				const literal = (await fs.readFile(file, "utf8")).replaceAll("`", "\\`");
				return { contents: `frappe.templates[${JSON.stringify(name)}] = \`${literal}\`;` };
			});
		},
	};
}
