import {FullSizeWindow, ThemeProvider, useMobileDevice, usePortrait} from '@pexip/components';
import {
  BlockedBrowserPermissionsInfoType,
  DevicesSelection,
  Header,
  JoinCallDetails,
  JoinCallDetailsMobile,
  JoinMeetingButton,
  PreflightContent,
  PreflightContentMobile,
  PreflightJoinDetailsToRender,
  PreflightMediaControls,
  PreflightSelfview,
} from '@pexip/media-components';
import {UserMediaStatus} from '@pexip/media';
import {createIndexedDevices} from '@pexip/media-control';
import {useMemo, useState} from 'react';

import {sceneStream} from '../camera';
import {useGuest} from '../context';
import {devices, myName} from '../sample';

const nothing = () => undefined;

export const DeviceCheck = () => {
  const {language, goTo} = useGuest();
  const isMobile = useMobileDevice();
  const isPortrait = usePortrait();
  const stream = useMemo(() => sceneStream('self'), []);
  const [micMuted, setMicMuted] = useState(false);
  const [cameraMuted, setCameraMuted] = useState(false);
  const join = () => goTo({screen: 'waiting'});

  const selfview = (
    <PreflightSelfview
      username={myName(language)}
      localMediaStream={stream}
      isMobileDevice={isMobile}
      isMirrored
      isVideoInputMuted={cameraMuted}
      shouldShowBorder={false}
      streamStatus={UserMediaStatus.PermissionsGranted}
      aspectRatioType={
        isMobile ? (isPortrait ? 'ready-to-join-step' : 'force-landscape') : undefined
      }
      preflightControls={
        <PreflightMediaControls
          deviceError={{title: ''}}
          inputStatusInfo={{title: '', message: ''}}
          isAudioInputMuted={micMuted}
          isAudioInputUnavailable={false}
          isMobileDevice={isMobile}
          isRequestingAudio={false}
          isRequestingVideo={false}
          isVideoInputMuted={cameraMuted}
          isVideoInputUnavailable={false}
          permissionInfoType={BlockedBrowserPermissionsInfoType.Void}
          requestMediaPermissions={nothing}
          setShowHelpVideo={nothing}
          shouldCenter
          streamStatus={UserMediaStatus.PermissionsGranted}
          toggleAudioInput={() => setMicMuted(!micMuted)}
          toggleVideoInput={() => setCameraMuted(!cameraMuted)}
        />
      }
    />
  );

  if (isMobile) {
    return (
      <PreflightContentMobile
        isPhone
        media={isPortrait ? selfview : <div className="preflight-landscape">{selfview}</div>}
        shouldShowAspectRatio={isPortrait}
      >
        <div className="join-mobile">
          <JoinCallDetailsMobile join={join}>{null}</JoinCallDetailsMobile>
        </div>
      </PreflightContentMobile>
    );
  }
  return (
    <ThemeProvider colorScheme="light">
      <FullSizeWindow background="light" padding="none" flexDirection="column">
        <div className="header">
          <Header title="" />
        </div>
        <PreflightContent media={selfview}>
          <JoinCallDetails
            isGuest
            joinDetailsToRender={PreflightJoinDetailsToRender.DeviceSelection}
            preflightDeviceSelection={<Devices />}
          >
            <JoinMeetingButton onClick={join} />
          </JoinCallDetails>
        </PreflightContent>
      </FullSizeWindow>
    </ThemeProvider>
  );
};

export const Devices = () => {
  const {language} = useGuest();
  const {camera, microphone, speaker} = devices(language);
  return (
    <DevicesSelection
      disableAudioInputSelector={false}
      disableAudioOutputSelector={false}
      disableVideoInputSelector={false}
      devices={createIndexedDevices([camera, microphone, speaker])}
      videoInput={camera}
      audioInput={microphone}
      audioOutput={speaker}
      videoInputError={undefined}
      audioInputError={undefined}
      onAudioInputChange={nothing}
      onAudioOutputChange={nothing}
      onVideoInputChange={nothing}
      setShowHelpVideo={nothing}
    />
  );
};
