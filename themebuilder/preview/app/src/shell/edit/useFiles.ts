import {useEffect} from 'react';

const DRAGGING = 'dragging-file';

/** Calls *take* with a file that is pasted, or dropped anywhere on the page, also on the screen that is shown. */
export const useFiles = (take: (file: File | undefined) => void): void => {
  useEffect(() => {
    const {classList} = document.documentElement;
    const hasFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const listeners = {
      paste: (event: ClipboardEvent) => take(event.clipboardData?.files[0]),
      // A frame would take what is dropped on it, and a page without a listener opens the file.
      dragenter: (event: DragEvent) => classList.toggle(DRAGGING, hasFile(event)),
      dragover: (event: DragEvent) => {
        if (hasFile(event)) event.preventDefault();
      },
      dragleave: (event: DragEvent) => {
        if (!event.relatedTarget) classList.remove(DRAGGING);
      },
      drop: (event: DragEvent) => {
        event.preventDefault();
        take(event.dataTransfer?.files[0]);
      },
    };
    const end = (): void => classList.remove(DRAGGING);
    // Also where a drop zone keeps the event to itself.
    window.addEventListener('drop', end, {capture: true});
    for (const [name, listener] of Object.entries(listeners)) {
      window.addEventListener(name, listener as EventListener);
    }
    return () => {
      end();
      window.removeEventListener('drop', end, {capture: true});
      for (const [name, listener] of Object.entries(listeners)) {
        window.removeEventListener(name, listener as EventListener);
      }
    };
  });
};
