// Builds the assets of one app: every public/**/*.bundle.* into dist/, and the two asset maps.
//
//   node build.mjs '{"app": ..., "package": ..., "packages": {app: folder}, "output": ...}'
//
// Owns entry points, esbuild's settings and the maps. Knows nothing of sites or caches: the caller
// gives an empty output folder and keeps what it finds there only when this ends with status 0.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";
import * as esbuild from "esbuild";
import { servedAssets, htmlTemplates } from "./plugins.mjs";
import { styleSheets } from "./styles.mjs";
import { vueComponents } from "./vue.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const SCRIPT = /\.bundle\.(js|ts|jsx)$/;
const STYLE = /\.bundle\.(css|scss|sass)$/;
const TARGET = ["safari15.4", "chrome100", "firefox100"];
const MEDIA = [".svg", ".png", ".gif", ".woff", ".woff2", ".ttf", ".eot"];
const COMPRESSED = /\.(js|css|svg|json|html|map)$/;
const COMPRESSED_BYTES_MIN = 1024;

function filesBelow(folder) {
	if (!fs.existsSync(folder)) return [];
	return fs
		.readdirSync(folder, { withFileTypes: true })
		.filter((entry) => !["node_modules", "dist"].includes(entry.name))
		.sort((one, other) => (one.name < other.name ? -1 : 1))
		.flatMap((entry) => {
			const full = path.join(folder, entry.name);
			return entry.isDirectory() ? filesBelow(full) : [full];
		});
}

// {"js/desk.bundle": ".../desk.bundle.js"}; two bundles of one name would overwrite each other.
function entryPoints(files, pattern, folder) {
	const entries = {};
	for (const file of files.filter((name) => pattern.test(name))) {
		const name = `${folder}/${path.basename(file, path.extname(file))}`;
		if (entries[name]) throw new Error(`${file} and ${entries[name]} have the same bundle name`);
		entries[name] = file;
	}
	return entries;
}

function settings(job, entries, plugins) {
	return {
		entryPoints: entries,
		entryNames: "[dir]/[name].[hash]",
		outdir: path.join(job.output, "dist"),
		// Paths enter the hashes: relative to the packages, they are the same on every machine.
		absWorkingDir: path.dirname(job.package),
		nodePaths: [path.join(HERE, "node_modules"), ...searchFolders(job)],
		bundle: true,
		minify: true,
		metafile: true,
		target: TARGET,
		legalComments: "none",
		logLevel: "error",
		loader: Object.fromEntries(MEDIA.map((extension) => [extension, "file"])),
		assetNames: "media/[name].[hash]",
		publicPath: `/assets/${job.app}/dist`,
		define: {
			"process.env.NODE_ENV": '"production"',
			__VUE_OPTIONS_API__: "true",
			__VUE_PROD_DEVTOOLS__: "false",
			__VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
		},
		plugins: [servedAssets(), ...plugins],
	};
}

// An app imports another's file by its full path: "frappe/public/scss/...".
const searchFolders = (job) => Object.values(job.packages).map((folder) => path.dirname(folder));

// {"desk.bundle.js": "/assets/frappe/dist/js/desk.bundle.ABC.js"}
function assetMap(job, result, entries, prefix, extension) {
	const map = {};
	const byEntry = Object.entries(result.metafile.outputs).filter(([, made]) => made.entryPoint);
	for (const [output] of byEntry) {
		const full = path.resolve(path.dirname(job.package), output);
		const name = path.basename(full).replace(/\.[A-Z0-9]+\.(js|css)$/, "");
		const served = path.relative(job.output, full).split(path.sep).join("/");
		map[`${prefix}${name}${extension}`] = `/assets/${job.app}/${served}`;
	}
	if (Object.keys(map).length !== Object.keys(entries).length)
		throw new Error(`${job.app}: ${Object.keys(map).length} of ${Object.keys(entries).length}`);
	return map;
}

function compressBelow(folder) {
	for (const file of filesBelow(folder).filter((name) => COMPRESSED.test(name))) {
		const content = fs.readFileSync(file);
		if (content.length < COMPRESSED_BYTES_MIN) continue;
		fs.writeFileSync(`${file}.gz`, zlib.gzipSync(content, { level: 9 }));
	}
}

async function build(job) {
	const files = filesBelow(path.join(job.package, "public"));
	const styleOptions = { modules: path.join(HERE, "node_modules"), folders: searchFolders(job) };
	const scripts = entryPoints(files, SCRIPT, "js");
	const styles = entryPoints(files, STYLE, "css");
	const mirrored = entryPoints(files, STYLE, "css-rtl");
	const run = (entries, plugins) => esbuild.build(settings(job, entries, plugins));

	const scriptPlugins = [htmlTemplates(), vueComponents(styleOptions)];
	const made = await Promise.all([
		run(scripts, scriptPlugins),
		run(styles, [styleSheets({ ...styleOptions, mirrored: false })]),
		run(mirrored, [styleSheets({ ...styleOptions, mirrored: true })]),
	]);
	const maps = {
		"assets.json": {
			...assetMap(job, made[0], scripts, "", ".js"),
			...assetMap(job, made[1], styles, "", ".css"),
		},
		"assets-rtl.json": assetMap(job, made[2], mirrored, "rtl_", ".css"),
	};
	compressBelow(path.join(job.output, "dist"));
	for (const [name, map] of Object.entries(maps))
		fs.writeFileSync(path.join(job.output, name), JSON.stringify(map, null, 1) + "\n");
}

build(JSON.parse(process.argv[2])).catch((error) => {
	console.error(error.message);
	process.exit(1);
});
