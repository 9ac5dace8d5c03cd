import {useLayoutEffect, useRef, useState, type RefObject} from 'react';

interface Size {
  width: number;
  height: number;
}

/** The inner size of an element in pixels, as it changes. */
export const useSize = (): [RefObject<HTMLDivElement | null>, Size] => {
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({width: 0, height: 0});
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched) return;
    const measure = (): void => {
      const style = getComputedStyle(watched);
      setSize({
        width: watched.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
        height:
          watched.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom),
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, []);
  return [element, size];
};

/** The scale at which a window of *width* × *height* fits into *size*; never larger than life. */
export const fit = (size: Size, width: number, height: number): number =>
  Math.max(0.05, Math.min(1, size.width / width, size.height / height));
