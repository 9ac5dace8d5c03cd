import {useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent} from 'react';

import {findCrop, moveFocus, round, type Focus} from './crops';
import {useKeepSoon} from './useKeepSoon';
import {useEditWords, type EditWord} from './words';

const CROPS: readonly {word: EditWord; ratio: number}[] = [
  {word: 'crop.page', ratio: 16 / 9},
  {word: 'crop.card', ratio: 280 / 176},
  {word: 'crop.phone', ratio: 390 / 844},
];
const STEPS: Readonly<Record<string, Focus>> = {
  ArrowLeft: [-0.01, 0],
  ArrowRight: [0.01, 0],
  ArrowUp: [0, -0.01],
  ArrowDown: [0, 0.01],
};
const AXES = [['focus.across', 0], ['focus.down', 1]] as const;

/** The point of the picture at *address* that must stay visible, and what is seen in three windows. */
export const FocusEditor = ({
  address, focus, onChange,
}: {
  address: string;
  focus: Focus;
  /** Called once the point stays where it is. */
  onChange: (focus: Focus) => void;
}) => {
  const te = useEditWords();
  const [moved, setMoved] = useState<Focus | null>(null);
  const [ratio, setRatio] = useState(0);
  const [missing, setMissing] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const written = focus.join();
  // Before the next key: a reset that comes after it would undo it.
  useLayoutEffect(() => setMoved(null), [written]);
  const point = moved ?? focus;
  const keep = (to: Focus | null): void => {
    if (to && to.join() !== written) onChange(to);
  };
  const keepSoon = useKeepSoon(() => keep(moved));
  const follow = (event: PointerEvent): void => {
    const {left, top, width, height} = box.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    setMoved([round((event.clientX - left) / width), round((event.clientY - top) / height)]);
  };
  const press = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const times = event.shiftKey ? 10 : 1;
    setMoved(moveFocus(point, step[0] * times, step[1] * times));
  };
  // A finding says that there is no picture.
  if (missing === address) return null;
  return (
    <section className="focus-editor" aria-label={te('focus')}>
      <h3>{te('focus')}</h3>
      <p className="quiet">{te('focus.hint')}</p>
      <div
        className="focus-picture"
        ref={box}
        onPointerDown={event => {
          event.currentTarget.setPointerCapture(event.pointerId);
          follow(event);
        }}
        onPointerMove={event => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
        }}
        onPointerUp={() => keep(moved)}
        onPointerCancel={() => setMoved(null)}
      >
        <img
          src={address}
          alt=""
          draggable={false}
          onLoad={({currentTarget: image}) => setRatio(image.naturalWidth / image.naturalHeight)}
          onError={() => setMissing(address)}
        />
        <button
          type="button"
          className="focus-point"
          style={{left: percent(point[0]), top: percent(point[1])}}
          aria-label={te('focus.point', {x: hundredths(point[0]), y: hundredths(point[1])})}
          onKeyDown={press}
          onKeyUp={keepSoon}
          onBlur={() => keep(moved)}
        />
      </div>
      <div className="focus-numbers">
        {AXES.map(([word, axis]) => (
          <ShareField
            key={word}
            label={te(word)}
            share={point[axis]}
            onType={typed => {
              const share = typed ?? focus[axis];
              setMoved(axis === 0 ? [share, point[1]] : [point[0], share]);
            }}
            onLeave={() => keep(moved)}
          />
        ))}
      </div>
      {ratio > 0 && (
        <ul className="crops">
          {CROPS.map(one => (
            <li key={one.word}>
              <Crop address={address} picture={ratio} focus={point} seen={one.ratio} />
              {te(one.word)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

/** A share in hundredths, which may be empty while it is typed. */
const ShareField = ({
  label, share, onType, onLeave,
}: {
  label: string;
  share: number;
  /** Called with null where it is empty. */
  onType: (share: number | null) => void;
  onLeave: () => void;
}) => {
  const [typed, setTyped] = useState<string | null>(null);
  const leave = (): void => {
    setTyped(null);
    onLeave();
  };
  return (
    <label>
      {label}
      <input
        type="number"
        min={0}
        max={100}
        value={typed ?? hundredths(share)}
        onChange={({target}) => {
          setTyped(target.value);
          onType(Number.isNaN(target.valueAsNumber) ? null : round(target.valueAsNumber / 100));
        }}
        onBlur={leave}
        onKeyDown={event => {
          if (event.key === 'Enter') leave();
        }}
      />
    </label>
  );
};

const Crop = ({
  address, picture, focus, seen,
}: {address: string; picture: number; focus: Focus; seen: number}) => {
  const {left, top, width, height} = findCrop(picture, focus, seen);
  return (
    <div className="crop" style={{aspectRatio: String(seen)}}>
      <img
        src={address}
        alt=""
        style={{
          width: percent(1 / width),
          height: percent(1 / height),
          left: percent(-left / width),
          top: percent(-top / height),
        }}
      />
    </div>
  );
};

const percent = (share: number): string => `${String(share * 100)}%`;

const hundredths = (share: number): number => Math.round(share * 100);
