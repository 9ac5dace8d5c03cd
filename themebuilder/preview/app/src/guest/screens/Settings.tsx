import {Modal, ThemeProvider} from '@pexip/components';
import {
  QualityList,
  SelfViewSettings,
  SettingsModalBody,
  StreamQuality,
} from '@pexip/media-components';
import {useMemo, useState} from 'react';
import {useTranslation} from 'react-i18next';

import {sceneStream} from '../camera';
import {useGuest, useUnkeyed} from '../context';
import {Devices} from './DeviceCheck';
import {LanguageSelect} from './LanguageSelect';
import {Meeting} from './Meeting';

export const Settings = () => {
  const {t} = useTranslation();
  const unkeyed = useUnkeyed();
  const {goTo} = useGuest();
  const stream = useMemo(() => sceneStream('self'), []);
  const [quality, setQuality] = useState(StreamQuality.Auto);
  return (
    <>
      <Meeting />
      <ThemeProvider colorScheme="light">
        <Modal
          isOpen
          withCloseButton
          withScrollbars
          sizeModifier="medium"
          colorScheme="light"
          uniqueTitle={unkeyed('settings')}
          closeButtonAriaLabel={t('common.close', 'Close')}
          onClose={() => goTo({screen: 'meeting'})}
        >
          <SettingsModalBody>
            <div className="settings">
              <SelfViewSettings
                localMediaStream={stream}
                isMirrored
                isVideoInputMuted={false}
                deviceStatusInfo={{title: '', message: ''}}
              />
              <Devices />
              <LanguageSelect />
              <QualityList streamQuality={quality} setStreamQuality={setQuality} />
            </div>
          </SettingsModalBody>
        </Modal>
      </ThemeProvider>
    </>
  );
};
