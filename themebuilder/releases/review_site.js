'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const {words} = data;
  const key = `themebuilder-review-${data.build}`;
  const name = document.getElementById('name');
  const articles = [...document.querySelectorAll('article')];
  let kept = {by: '', verdicts: {}};
  document.body.classList.add('scripted');

  const say = text => {
    document.getElementById('said').textContent = text;
  };
  const fill = (text, values) =>
    text.replace(/\{(\w+)\}/g, (whole, found) => String(values[found] ?? whole));
  const idOf = ({dataset}) => `${dataset.theme} ${dataset.screen} ${dataset.language}`;
  const today = () => {
    const now = new Date();
    const pad = number => String(number).padStart(2, '0');
    return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
  };

  try {
    kept = {...kept, ...JSON.parse(localStorage.getItem(key) || '{}')};
  } catch {
    // Another page may have written there, or the browser keeps nothing.
  }
  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch {
      say(words.not_kept);
    }
  };

  const stateOf = verdict => (verdict?.approved ? 'approved' : verdict?.remark ? 'remarked' : '');
  const show = article => {
    const verdict = kept.verdicts[idOf(article)];
    article.dataset.state = stateOf(verdict);
    article.querySelector('button').setAttribute('aria-pressed', String(Boolean(verdict?.approved)));
    const remark = article.querySelector('textarea');
    if (document.activeElement !== remark) remark.value = verdict?.remark ?? '';
  };
  const count = () => {
    const done = articles.filter(({dataset}) => dataset.state || 'approved' in dataset).length;
    document.getElementById('progress').textContent = fill(words.progress, {done, all: articles.length});
  };
  const judge = (article, change) => {
    kept.verdicts[idOf(article)] = {...kept.verdicts[idOf(article)], ...change, on: today()};
    show(article);
    count();
    keep();
  };

  for (const article of articles) {
    show(article);
    article.querySelector('button').addEventListener('click', () => {
      judge(article, {approved: !kept.verdicts[idOf(article)]?.approved});
    });
    article.querySelector('textarea').addEventListener('input', ({target}) => {
      judge(article, {remark: target.value.trim()});
    });
  }
  for (const button of document.querySelectorAll('[data-all]')) {
    const [theme, language] = button.dataset.all.split(' ');
    button.addEventListener('click', () => {
      for (const article of articles) {
        const {dataset} = article;
        if (dataset.theme === theme && dataset.language === language) judge(article, {approved: true});
      }
    });
  }
  name.value = kept.by;
  name.addEventListener('input', () => {
    kept.by = name.value.trim();
    keep();
  });
  count();

  const collect = () => {
    const themes = {};
    for (const article of articles) {
      const {theme, screen, language} = article.dataset;
      const verdict = kept.verdicts[idOf(article)];
      if (!stateOf(verdict)) continue;
      const {package: digest, shown, digests} = data.themes[theme];
      themes[theme] ??= {package: digest, shown, verdicts: []};
      themes[theme].verdicts.push({
        screen,
        language,
        verdict: stateOf(verdict),
        by: kept.by,
        on: verdict.on,
        digest: digests[screen][language],
        package: digest,
        remark: verdict.remark ?? '',
      });
    }
    return themes;
  };

  document.getElementById('review').addEventListener('submit', event => {
    event.preventDefault();
    const themes = collect();
    const [first, ...more] = Object.keys(themes);
    if (!kept.by) {
      say(words.needs_name);
      name.focus();
      return;
    }
    if (!first) {
      say(words.nothing);
      return;
    }
    const author = kept.by.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
    const of = more.length ? `${first}-${more.length + 1}` : first;
    const file = `${words.file}-${of}-${data.build}-${author || 'x'}.json`;
    const written = JSON.stringify({reviews: 1, themes}, null, 1);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([written], {type: 'application/json'}));
    link.download = file;
    link.click();
    URL.revokeObjectURL(link.href);
    say(fill(words.saved, {file}));
  });
})();
