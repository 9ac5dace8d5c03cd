import {useEffect, useState} from 'react';

import {screenStream} from './camera';
import {useGuest} from './context';
import {serviceScreen, type ServiceScreen} from './serviceTheme';

/** A service-theme screen, and, once its picture is there, the video a node would make of it. */
export const useServiceScreen = (id: string): ServiceScreen & {stream: MediaStream | null} => {
  const {serviceTheme} = useGuest().brand;
  const {text, background} = serviceScreen(serviceTheme, id);
  const [stream, setStream] = useState<MediaStream | null>(null);
  useEffect(() => {
    let wanted = true;
    let made: MediaStream | null = null;
    void screenStream({text, background}).then(ready => {
      made = ready;
      if (wanted) setStream(ready);
      else stop(ready);
    });
    return () => {
      wanted = false;
      if (made) stop(made);
    };
  }, [text, background]);
  return {text, background, stream};
};

const stop = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop();
};
