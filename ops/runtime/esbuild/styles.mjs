// SCSS and CSS, left to right or mirrored.
//
// rtlcss runs on Sass's output before esbuild sees it: esbuild drops the /*rtl:...*/ comments that
// steer it. Sheets of map libraries position by coordinates and are never mirrored.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import rtlcss from "rtlcss";
import * as sass from "sass";

const NEVER_MIRRORED = /[\\/]leaflet/;
// Frappe's sheets are of an older Sass; these are announcements, not faults.
const KNOWN_DEPRECATIONS = ["import", "global-builtin", "color-functions", "slash-div", "if-function"];

// "~package/file" means: below node_modules.
function fromModules(modules) {
	return {
		findFileUrl(url) {
			if (!url.startsWith("~")) return null;
			return pathToFileURL(path.join(modules, url.slice(1).replace(/\.css$/, "")));
		},
	};
}

export function sassOptions({ modules, folders }) {
	return {
		loadPaths: [modules, ...folders],
		importers: [fromModules(modules)],
		quietDeps: true,
		silenceDeprecations: KNOWN_DEPRECATIONS,
		logger: sass.Logger.silent,
	};
}

function readSheet(file, options) {
	if (file.endsWith(".css")) return fs.readFileSync(file, "utf8");
	return sass.compile(file, sassOptions(options)).css;
}

export function styleSheets(options) {
	return {
		name: "style-sheets",
		setup(build) {
			build.onLoad({ filter: /\.(css|scss|sass)$/ }, ({ path: file }) => {
				const sheet = readSheet(file, options);
				const mirror = options.mirrored && !NEVER_MIRRORED.test(file);
				return { contents: mirror ? rtlcss.process(sheet) : sheet, loader: "css" };
			});
		},
	};
}
