import {useLayoutEffect, useRef, useState, type RefObject} from 'react';

interface Room {
  width: number;
  height: number;
}

/** How much room an element has, as it changes. */
export const useRoom = (): [RefObject<HTMLDivElement | null>, Room] => {
  const element = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState<Room>({width: 0, height: 0});
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched) return;
    const measure = (): void => {
      const style = getComputedStyle(watched);
      setRoom({
        width: watched.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
        height:
          watched.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom),
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [element, room];
};

/** The scale at which a window of *width* × *height* fits into *room*; never larger than life. */
export const fit = (room: Room, width: number, height: number): number =>
  Math.max(0.05, Math.min(1, room.width / width, room.height / height));
