// Reads [{asked, offered}] from standard input, and prints for each the language that i18next chooses
// and the languages in which it looks a text up.

import { readFileSync } from "node:fs";
import i18next from "i18next";

const answers = [];
for (const { asked, offered } of JSON.parse(readFileSync(0, "utf8"))) {
  const instance = i18next.createInstance();
  await instance.init({ supportedLngs: offered, fallbackLng: "en", resources: {} });
  const { languageUtils } = instance.services;
  const chosen = languageUtils.getBestMatchFromCodes(asked);
  answers.push([chosen, languageUtils.toResolveHierarchy(chosen)]);
}
process.stdout.write(JSON.stringify(answers));
