// Reads questions {language, nested, expected, options} from standard input, loads `nested` as the
// language file of `language` and asks i18next for every key of `expected` (flat key -> text) as the
// components do. Prints a list of findings {key, fault, got} for each question.

import { readFileSync } from "node:fs";
import i18next from "i18next";

const answers = [];
for (const { language, nested, expected, options } of JSON.parse(readFileSync(0, "utf8"))) {
  const instance = i18next.createInstance();
  await instance.init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: nested } },
    // React escapes what it draws, so i18next is told not to.
    interpolation: { escapeValue: false },
  });
  answers.push(Object.entries(expected).flatMap(([key, text]) => findings(instance, options, key, text)));
}
process.stdout.write(JSON.stringify(answers));

function findings(instance, options, key, text) {
  const values = Object.fromEntries([...text.matchAll(/\{\{-?\s*([^{},\s]+)/g)].map(([, name]) => [name, `«${name}»`]));
  const got = instance.t(key, { ...values, ...options, ...(key.includes(":") && { nsSeparator: false }) });
  const fault = faultOf(key, text, got, Object.keys(values));
  return fault ? [{ key, fault, got: String(got) }] : [];
}

function faultOf(key, text, got, names) {
  if (typeof got !== "string" || got.includes("returned an object instead of string")) return "object";
  if (got === key && got !== text) return "missing";
  if (names.some((name) => !got.includes(`«${name}»`)) || got.includes("{{")) return "placeholder";
  const wanted = text.replace(/\{\{-?\s*([^{},\s]+)\s*(?:,[^{}]*)?\}\}/g, "«$1»");
  return got === wanted ? null : "other";
}
