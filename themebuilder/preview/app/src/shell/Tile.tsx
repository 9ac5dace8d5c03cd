import {useRef} from 'react';

import {findViewport, type Look, type ViewportName} from '../screens';
import {Frame, Window} from './Frame';
import {useLoadSlot} from './loadQueue';

const TILE_HEIGHT = 248;

interface Props {
  view: string;
  look: Look;
  viewport: ViewportName;
  /** The most pixels that it may be wide. */
  width?: number;
  /** What the button says after *context*, which only screen readers need. */
  label: string;
  context?: string;
  isCurrent?: boolean;
  open: () => void;
}

/** A screen as a small picture that opens it; its page is there while it is near to being seen. */
export const Tile = ({view, look, viewport: name, width, label, context, isCurrent, open}: Props) => {
  const viewport = findViewport(name);
  const place = useRef<HTMLLIElement>(null);
  const {there, done} = useLoadSlot(place);
  const scale = Math.min(TILE_HEIGHT / viewport.height, (width ?? Infinity) / viewport.width);
  return (
    <li className="tile" ref={place} aria-current={isCurrent ? 'true' : undefined}>
      {there ? (
        <Frame
          still
          {...{view, look, viewport, scale}}
          title={context ? `${context}, ${label}` : label}
          onReady={done}
        />
      ) : (
        <Window {...{viewport, scale}} />
      )}
      <button type="button" onClick={open} style={{maxWidth: viewport.width * scale}}>
        {context && <span className="unseen">{context}, </span>}
        {label}
      </button>
    </li>
  );
};
