import {useEffect, useRef} from 'react';

import type {ToGuest} from '../messages';
import {type Look, lookAddress, type Viewport} from '../screens';
import {addFrame, onGuestMessage} from './frames';
import {visionFilter} from './vision';
import type {Vision} from './state';

interface Props {
  view: string;
  look: Look;
  viewport: Viewport;
  scale: number;
  vision: Vision;
  title: string;
  /** A picture only: out of the tab order, nothing in it can be pressed. */
  still?: boolean;
  inspecting?: boolean;
  /** The page is drawn for the first time. */
  onReady?: () => void;
}

/** One guest page in a window of a given size, drawn smaller where there is no size. */
export const Frame = (props: Props) => {
  // Another theme or another pointer is another page; everything else the page does in place.
  return <Page key={`${props.view} ${props.viewport.pointer}`} {...props} />;
};

const Page = ({
  view,
  look,
  viewport,
  scale,
  vision,
  title,
  still = false,
  inspecting = false,
  onReady,
}: Props) => {
  const frame = useRef<HTMLIFrameElement>(null);
  const asked = {...look, pointer: viewport.pointer};
  const address = lookAddress(view, asked);
  const first = useRef(address);
  const wanted = useRef({look: asked, address, inspecting});
  wanted.current = {look: asked, address, inspecting};

  const t = (message: ToGuest): void => {
    frame.current?.contentWindow?.postMessage(message, window.location.origin);
  };
  const catchUp = (): void => {
    const at = frame.current?.contentWindow?.location;
    if (at?.pathname === view && at.pathname + at.search !== wanted.current.address) {
      t({to: 'guest', kind: 'look', look: wanted.current.look});
    }
    t({to: 'guest', kind: 'inspect', on: wanted.current.inspecting});
  };

  useEffect(() => (frame.current ? addFrame(frame.current, view) : undefined), [view]);
  const tellReady = useRef(onReady);
  tellReady.current = onReady;
  useEffect(
    () =>
      onGuestMessage((message, _view, its) => {
        if (its === frame.current && message.kind === 'ready') tellReady.current?.();
      }),
    [],
  );
  useEffect(catchUp, [address, inspecting, view]);

  return (
    <div
      className="window"
      style={{width: viewport.width * scale, height: viewport.height * scale}}
    >
      <iframe
        ref={frame}
        title={title}
        src={first.current}
        onLoad={catchUp}
        tabIndex={still ? -1 : 0}
        inert={still}
        style={{
          width: viewport.width,
          height: viewport.height,
          transform: `scale(${String(scale)})`,
          filter: visionFilter(vision),
        }}
      />
    </div>
  );
};
