import {lazy, Suspense, useEffect, useRef, type ComponentType} from 'react';

import type {ThemeDetail} from '../../contract';
import {findViewport, screenName, type Look, type Screen} from '../../screens';
import {useShell} from '../context';
import {Frame} from '../Frame';
import {Button} from '../controls';
import {Unpublishable} from '../Unpublishable';
import {fit, useSize} from '../useSize';
import {explainBrand} from '../words';
import {EditingProvider} from './context';
import {collectFindings} from './findings';
import {colorPart, picturePart} from './parts';
import type {EditSession} from './session';
import type {PartLevel} from './usePartLevel';
import {usePart} from './usePart';
import {useEditWords} from './words';

const ColorEditor = lazy(() => import('./ColorEditor'));
const PictureEditor = lazy(() => import('./PictureEditor'));

const SHOWN: readonly Screen[] = ['landing', 'waiting', 'meeting'];

/** The new theme as guests will see it, with its colour beside it. */
export const NewThemeLooks = ({
  session, detail, onBack, onKeep,
}: {
  session: EditSession;
  /** null until the server has built it. */
  detail: ThemeDetail | null;
  onBack: () => void;
  onKeep: () => void;
}) => {
  const {t} = useShell();
  const te = useEditWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const known = detail !== null;
  useEffect(() => {
    if (known) heading.current?.focus();
  }, [known]);
  if (!detail) return <p className="quiet new-wait">{t('loading')}</p>;
  return (
    <EditingProvider value={{session, theme: detail}}>
      <h2 id="new-theme-title" ref={heading} tabIndex={-1}>
        {te('new.looks', {name: detail.title})}
      </h2>
      <div className="review-body new-looks">
        <div className="new-screens">
          <p>{te('new.drafted')}</p>
          <Unpublishable detail={detail} findings={collectFindings(detail, null)} show={undefined} />
          {SHOWN.map(screen => <Picture key={screen} {...{detail, screen}} />)}
        </div>
        <div className="new-values">
          <OwnValue name="logo" part={picturePart('logo')} Editor={PictureEditor} />
          <OwnValue name="color" part={colorPart('color')} Editor={ColorEditor} />
        </div>
      </div>
      <div className="review-end">
        <Button onClick={onBack}>{te('new.back')}</Button>
        <Button className="button primary" onClick={onKeep}>{te('new.keep')}</Button>
      </div>
    </EditingProvider>
  );
};

const Picture = ({detail, screen}: {detail: ThemeDetail; screen: Screen}) => {
  const {state} = useShell();
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
          {...{look, viewport}}
          scale={fit(size, viewport.width, viewport.height)}
          title={`${detail.title}: ${name}`}
        />
      </div>
      <figcaption>{name}</figcaption>
    </figure>
  );
};

/** The editor of the value *name*, which only the new theme has. */
const OwnValue = ({name, part, Editor}: {name: string; part: string; Editor: ComponentType<PartLevel>}) => {
  const {state, t} = useShell();
  const detail = usePart(part);
  const title = explainBrand(state.uiLanguage, name).name;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <Suspense fallback={<p className="quiet">{t('loading')}</p>}>
        {detail && <Editor detail={detail} level="theme" />}
      </Suspense>
    </section>
  );
};
