import {useEffect, useState} from 'react';

import type {ThemeDetail} from '../contract';
import type {Barrier} from '../messages';
import {onGuestMessage, postToFrames} from './frames';
import {useShell} from './context';
import {PlaceLine} from './controls';

/** After the last change on the screen; measuring shares its thread with the painting. */
const CALM_MS = 400;

/** What axe-core measures on the screen that is shown: what the theme can correct, and what it can't. */
export const Barriers = ({detail}: {detail: ThemeDetail}) => {
  const {t} = useShell();
  const measured = useBarriers(detail.view);
  const found = measured === 'failed' ? [] : measured;
  const own = found?.filter(one => one.from === 'theme') ?? [];
  const others = found?.filter(one => one.from === 'components') ?? [];
  return (
    <section className="barriers" aria-labelledby="barriers">
      <h3 id="barriers">{t('barriers')}</h3>
      <p className="quiet" role="status">
        {found === null && t('barriers.measuring')}
        {measured === 'failed' && t('barriers.failed')}
        {measured !== 'failed' && found && own.length === 0 && t('barriers.none')}
      </p>
      {own.map((one, index) => <Own key={index} {...{one, detail}} />)}
      {others.length > 0 && (
        <details>
          <summary>
            {t('barriers.components')} ({others.length})
          </summary>
          <ul>
            {others.map((one, index) => (
              <li key={index}>
                {one.text && <q>{one.text}</q>} {one.colors && <Contrast {...one.colors} />}{' '}
                <span className="quiet">
                  {one.help} <code>{one.rule}</code>
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
};

const Own = ({one, detail}: {one: Barrier; detail: ThemeDetail}) => {
  const {t} = useShell();
  return (
    <article className="problem error">
      <p className="problem-head">
        <span className="severity">{t('barriers.faint')}</span>
        <code>{one.rule}</code>
      </p>
      <p className="problem-message">
        <q>{one.text}</q> {one.colors && <Contrast {...one.colors} />}
      </p>
      <p>{t('barriers.hint')}</p>
      {detail.brand
        .filter(value => /^(color|palette|background_color)\b/u.test(value.name))
        .map(({name, place}) => <PlaceLine key={name} place={place} />)}
    </article>
  );
};

const Contrast = ({text, ground, ratio, needed}: NonNullable<Barrier['colors']>) => {
  const number = new Intl.NumberFormat(useShell().state.uiLanguage, {maximumFractionDigits: 2});
  // Cut off, not rounded: 4.496 is not 4.5.
  const shown = number.format(Math.floor(ratio * 100) / 100);
  return (
    <>
      {shown}:1 &lt; {number.format(needed)}:1{' '}
      <span className="sample" style={{color: text, background: ground}} aria-hidden="true">
        Aa
      </span>{' '}
      <code>
        {text} / {ground}
      </code>
    </>
  );
};

type Measured = Barrier[] | 'failed' | null;

/** What was found on the screen; null until it was measured. */
const useBarriers = (view: string): Measured => {
  const {state: {screen, service, viewport, uiLanguage}, language} = useShell();
  const [found, setFound] = useState<Measured>(null);
  useEffect(() => {
    setFound(null);
    let later = 0;
    const ask = (): void => {
      window.clearTimeout(later);
      later = window.setTimeout(() => {
        postToFrames(view, {to: 'guest', kind: 'examine', uiLanguage});
      }, CALM_MS);
    };
    const stop = onGuestMessage((message, its) => {
      if (its !== view) return;
      if (message.kind === 'ready') ask();
      if (message.kind === 'examined' && message.screen === screen) {
        setFound(message.barriers ?? 'failed');
      }
    });
    ask();
    return () => {
      window.clearTimeout(later);
      stop();
    };
  }, [view, screen, service, viewport, uiLanguage, language]);
  return found;
};
