import {type ReactNode, useEffect, useRef, useState} from 'react';

import {frameName} from '../frameName';
import type {Mark} from '../messages';
import {GUESTS} from '../origins';
import {type Look, lookAddress, type Viewport} from '../screens';
import {addFrame, catchUpFrame, onGuestMessage, postToFrame, showView} from './frames';
import {visionFilter} from './vision';
import {useShell} from './context';

interface Props {
  view: string;
  look: Look;
  viewport: Viewport;
  scale: number;
  title: string;
  /** A picture only: out of the tab order, nothing in it can be pressed. */
  still?: boolean;
  inspecting?: boolean;
  /** While it is edited: what to outline, or empty. */
  selected?: string | undefined;
  /** While it is edited: what has problems. */
  marks?: readonly Mark[];
  /** The page is drawn for the first time. */
  onReady?: () => void;
}

/** One guest page in a window of a given size, drawn smaller where there is no size. */
export const Frame = (props: Props) => {
  const {uiLanguage} = useShell().state;
  // Another pointer or language of our words is another page; everything else the page does in place.
  return useShellSeen() ? <Page key={`${props.viewport.pointer} ${uiLanguage}`} {...props} /> : <Window {...props} />;
};

let isShellSeen = false;

/** Whether the shell was painted: it can be used before its frames begin to load. */
const useShellSeen = (): boolean => {
  const [isSeen, setSeen] = useState(isShellSeen);
  useEffect(() => {
    if (isSeen) return;
    // The second frame begins when the first one was handed over.
    requestAnimationFrame(() => requestAnimationFrame(() => setSeen((isShellSeen = true))));
  }, [isSeen]);
  return isSeen;
};

/** The place of a guest page. */
export const Window = ({
  viewport, scale, children,
}: Pick<Props, 'viewport' | 'scale'> & {children?: ReactNode}) => (
  <div className="window" style={{width: viewport.width * scale, height: viewport.height * scale}}>
    {children}
  </div>
);

const NO_MARKS: readonly Mark[] = [];

const Page = ({
  view, look, viewport, scale, title, still = false, inspecting = false, selected, marks = NO_MARKS, onReady,
}: Props) => {
  const {vision, uiLanguage} = useShell().state;
  const frame = useRef<HTMLIFrameElement>(null);
  const asked = {...look, pointer: viewport.pointer};
  const address = lookAddress(view, asked);
  const first = useRef(GUESTS + address);
  const tellWanted = (): void => {
    if (!frame.current) return;
    const on = selected !== undefined;
    postToFrame(frame.current, {to: 'guest', kind: 'look', view, look: asked});
    postToFrame(frame.current, {to: 'guest', kind: 'inspect', on: inspecting});
    postToFrame(frame.current, {to: 'guest', kind: 'edit', on, selected: selected ?? '', marks: on ? marks : []});
  };
  const latest = useRef({tellWanted, onReady});
  latest.current = {tellWanted, onReady};

  const shown = useRef(view);
  useEffect(() => {
    if (!frame.current) return;
    if (shown.current !== view) showView(frame.current, view, asked);
    shown.current = view;
    return addFrame(frame.current, view);
  }, [view]);
  useEffect(
    () =>
      onGuestMessage((message, _view, its) => {
        if (its !== frame.current || message.kind !== 'ready') return;
        latest.current.tellWanted();
        catchUpFrame(its, view, message);
        latest.current.onReady?.();
      }),
    [view],
  );
  useEffect(tellWanted, [address, inspecting, view, selected, JSON.stringify(marks)]);

  return (
    <Window {...{viewport, scale}}>
      <iframe
        ref={frame}
        title={title}
        name={frameName(uiLanguage, still)}
        src={first.current}
        tabIndex={still ? -1 : 0}
        inert={still}
        style={{
          width: viewport.width,
          height: viewport.height,
          transform: `scale(${String(scale)})`,
          filter: visionFilter(vision),
        }}
      />
    </Window>
  );
};
