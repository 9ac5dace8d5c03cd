import {lazy, Suspense, useEffect, useRef} from 'react';

import type {ThemeDetail} from '../../contract';
import {explainBrand} from '../explain';
import {Frame} from '../Frame';
import {Unpublishable} from '../Unpublishable';
import {collectFindings} from './findings';
import {findViewport, screenName, type Look, type Screen} from '../../screens';
import type {State} from '../state';
import {fit, useSize} from '../useSize';
import type {Translate} from '../words';
import {colorPart, picturePart} from './parts';
import type {EditSession} from './session';
import {usePart} from './usePart';
import type {TranslateEdit} from './words';

const ColorEditor = lazy(() => import('./ColorEditor'));
const PictureEditor = lazy(() => import('./PictureEditor'));

const SHOWN: readonly Screen[] = ['landing', 'waiting', 'meeting'];

/** The new theme as guests will see it, with its colour beside it. */
export const NewThemeLooks = ({
  session,
  detail,
  seq,
  state,
  set,
  t,
  te,
  onBack,
  onKeep,
}: {
  session: EditSession;
  /** null until the server has built it. */
  detail: ThemeDetail | null;
  seq: number;
  state: State;
  set: (change: Partial<State>) => void;
  t: Translate;
  te: TranslateEdit;
  onBack: () => void;
  onKeep: () => void;
}) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const known = detail !== null;
  useEffect(() => {
    if (known) heading.current?.focus();
  }, [known]);
  if (!detail) return <p className="quiet new-wait">{t('loading')}</p>;
  return (
    <>
      <h2 id="new-theme-title" ref={heading} tabIndex={-1}>
        {te('new.looks', {name: detail.title})}
      </h2>
      <div className="review-body new-looks">
        <div className="new-screens">
          <p>{te('new.drafted')}</p>
          <Unpublishable {...{detail, t}} findings={collectFindings(detail, null)} show={undefined} />
          {SHOWN.map(screen => (
            <Picture key={screen} {...{detail, screen, state}} />
          ))}
        </div>
        <section aria-label={te('colors')}>
          <h3>{explainBrand(state.uiLanguage, 'logo').name}</h3>
          <Logo {...{session, detail, seq, set, t, te}} />
          <Color {...{session, detail, seq, state, t, te}} />
        </section>
      </div>
      <div className="review-end">
        <button type="button" className="button" onClick={onBack}>
          {te('new.back')}
        </button>
        <button type="button" className="button primary" onClick={onKeep}>
          {te('new.keep')}
        </button>
      </div>
    </>
  );
};

const Picture = ({detail, screen, state}: {detail: ThemeDetail; screen: Screen; state: State}) => {
  const [element, size] = useSize();
  const viewport = findViewport('laptop');
  const look: Look = {screen, lang: detail.languages[0] ?? '', service: state.service, pointer: ''};
  const name = screenName(state.uiLanguage, screen);
  return (
    <figure>
      <div className="new-screen" ref={element}>
        <Frame
          still
          view={detail.view}
          look={look}
          viewport={viewport}
          scale={fit(size, viewport.width, viewport.height)}
          vision={state.vision}
          uiLanguage={state.uiLanguage}
          title={`${detail.title}: ${name}`}
        />
      </div>
      <figcaption>{name}</figcaption>
    </figure>
  );
};

const Logo = ({session, detail, seq, set, t, te}: {
  session: EditSession;
  detail: ThemeDetail;
  seq: number;
  set: (change: Partial<State>) => void;
  t: Translate;
  te: TranslateEdit;
}) => {
  const known = usePart(detail, picturePart('logo'), seq);
  if (!known) return null;
  return (
    <Suspense fallback={<p className="quiet">{t('loading')}</p>}>
      <PictureEditor theme={detail} detail={known} level="theme" {...{session, seq, set, t, te}} />
    </Suspense>
  );
};

const Color = ({session, detail, seq, state, t, te}: {
  session: EditSession; detail: ThemeDetail; seq: number; state: State; t: Translate; te: TranslateEdit;
}) => {
  const known = usePart(detail, colorPart('color'), seq);
  if (!known) return null;
  return (
    <Suspense fallback={<p className="quiet">{t('loading')}</p>}>
      <ColorEditor
        theme={detail}
        detail={known}
        level="theme"
        session={session}
        uiLanguage={state.uiLanguage}
        t={t}
        te={te}
      />
    </Suspense>
  );
};
