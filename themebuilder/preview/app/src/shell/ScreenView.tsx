import {useEffect, useState} from 'react';

import type {ThemeSummary} from '../contract';
import type {Box, Mark} from '../messages';
import {screenName, findViewport, type Look} from '../screens';
import {useShell} from './context';
import {Frame} from './Frame';
import {onGuestMessage} from './frames';
import {ProblemCards, useScroller} from './controls';
import {fit, useSize} from './useSize';

interface Props {
  theme: ThemeSummary;
  look: Look;
  inspecting: boolean;
  selected: string | undefined;
  marks: readonly Mark[];
}

/** One screen of one theme; while it is edited, a field can lie over its selected text. */
export const ScreenView = ({theme, ...shown}: Props) => {
  const {state, t, setStageHost} = useShell();
  const scroller = useScroller();
  const viewport = findViewport(state.viewport);
  const [element, size] = useSize();
  const box = useBox(theme.view, shown.selected);
  const scale = state.zoom === 'fit' ? fit(size, viewport.width, viewport.height) : 1;
  return (
    <div className="stage" ref={element} {...scroller}>
      {scale < 1 && (
        <p className="scale quiet">
          {t('zoom.shown')} {new Intl.NumberFormat(state.uiLanguage, {style: 'percent'}).format(scale)}
        </p>
      )}
      <div className="on-stage">
        <Frame
          {...{view: theme.view, viewport, scale, ...shown}}
          title={`${theme.title}: ${screenName(state.uiLanguage, state.screen)}`}
        />
        {box && <div className="stage-field" ref={setStageHost} style={placeField(box, scale, viewport.width * scale)} />}
      </div>
    </div>
  );
};

/** Where the guest page says that the *selected* text is. */
const useBox = (view: string, selected: string | undefined): Box | null => {
  const [placed, setPlaced] = useState<{selected: string; box: Box | null}>({selected: '', box: null});
  useEffect(
    () =>
      onGuestMessage((message, from) => {
        if (message.kind === 'placed' && from === view) setPlaced(message);
      }),
    [view],
  );
  return selected && placed.selected === selected ? placed.box : null;
};

const LEAST_WIDTH = 220;
const LEAST_FONT = 14;
const PADDING = 8;

/** Over the text, as large as it is, but large enough to write in and within the window. */
const placeField = (box: Box, scale: number, most: number) => {
  const width = Math.min(most, Math.max(LEAST_WIDTH, box.width * scale + 2 * PADDING));
  const left = Math.max(0, Math.min(most - width, box.left * scale - PADDING));
  return {
    left,
    width,
    top: Math.max(0, box.top * scale - PADDING),
    minHeight: box.height * scale + 2 * PADDING,
    fontSize: Math.max(LEAST_FONT, box.fontSize * scale),
  };
};

/** Why the newest source could not be built, laid over the last good state; folded up, it leaves that in view. */
export const Failure = ({theme}: {theme: ThemeSummary}) => {
  const {t} = useShell();
  return (
    <section className="failure" role="alert" data-testid="failure">
      <details open>
        <summary><h2>{t('failed')}</h2></summary>
        <div className="failure-list">
          <ProblemCards found={theme.failure} />
          <p className="quiet">{t(theme.built ? 'failed.hint' : 'failed.never')}</p>
        </div>
      </details>
    </section>
  );
};
