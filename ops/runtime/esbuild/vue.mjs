// Vue single-file components: script, template and styles as one JavaScript module.
//
// Styles are set through frappe.dom.set_style when the component's module is first evaluated, so a
// bundle stays one file, as Desk loads it.
import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { compileScript, compileStyle, compileTemplate, parse } from "@vue/compiler-sfc";
import * as esbuild from "esbuild";
import * as sass from "sass";
import { sassOptions } from "./styles.mjs";

const failOn = (errors) => {
	if (errors.length) throw errors[0] instanceof Error ? errors[0] : new Error(errors[0]);
};

// The name in the scope marks must be the same on every machine: relative to the packages.
function scopeOf(file, base) {
	return createHash("sha256").update(path.relative(base, file)).digest("hex").slice(0, 8);
}

async function styleModule(descriptor, filename, id, options) {
	const sheets = descriptor.styles.map((style) => {
		const plain =
			style.lang === "scss"
				? sass.compileString(style.content, sassOptions(options)).css
				: style.content;
		const made = compileStyle({ source: plain, filename, id, scoped: Boolean(style.scoped) });
		failOn(made.errors);
		return made.code;
	});
	if (!sheets.length) return "";
	const { code } = await esbuild.transform(sheets.join("\n"), { loader: "css", minify: true });
	return `frappe.dom.set_style(${JSON.stringify(code.trim())});\n`;
}

function templateModule(descriptor, filename, id, scoped, bindings) {
	const made = compileTemplate({
		source: descriptor.template.content,
		filename,
		id,
		scoped,
		compilerOptions: { bindingMetadata: bindings, scopeId: scoped ? `data-v-${id}` : null },
		transformAssetUrls: false,
		isProd: true,
	});
	failOn(made.errors);
	return made.code;
}

function scriptModule(descriptor, id, scoped) {
	if (!descriptor.script && !descriptor.scriptSetup)
		return { content: "const component = {};", bindings: {} };
	return compileScript(descriptor, {
		id,
		genDefaultAs: "component",
		inlineTemplate: Boolean(descriptor.scriptSetup),
		templateOptions: {
			scoped,
			transformAssetUrls: false,
			compilerOptions: { scopeId: scoped ? `data-v-${id}` : null },
		},
		isProd: true,
	});
}

export async function compileComponent(source, filename, base, options) {
	const { descriptor, errors } = parse(source, { filename });
	failOn(errors);
	const id = scopeOf(filename, base);
	const scoped = descriptor.styles.some((style) => style.scoped);
	const script = scriptModule(descriptor, id, scoped);
	const parts = [script.content];
	if (descriptor.template && !descriptor.scriptSetup) {
		parts.push(templateModule(descriptor, filename, id, scoped, script.bindings));
		parts.push("component.render = render;");
	}
	if (scoped) parts.push(`component.__scopeId = "data-v-${id}";`);
	parts.push(await styleModule(descriptor, filename, id, options), "export default component;");
	return parts.join("\n");
}

export function vueComponents(options) {
	return {
		name: "vue-components",
		setup(build) {
			const base = build.initialOptions.absWorkingDir;
			build.onLoad({ filter: /\.vue$/ }, async ({ path: file }) => ({
				contents: await compileComponent(await fs.readFile(file, "utf8"), file, base, options),
				loader: file.endsWith(".ts.vue") ? "ts" : "js",
				resolveDir: path.dirname(file),
			}));
		},
	};
}
