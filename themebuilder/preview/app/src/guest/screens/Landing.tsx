import {Input} from '@pexip/components';
import {JoinMeetingButton, JoinMeetingButtonWithOptions} from '@pexip/media-components';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';

import {useGuest, useUnkeyed} from '../context';
import {myName} from '../sample';
import {LanguageSelect} from './LanguageSelect';
import {Step, StepHeading} from './Step';

export const Landing = () => {
  const {t} = useTranslation();
  const unkeyed = useUnkeyed();
  const {brand, language, goTo} = useGuest();
  const [name, setName] = useState('');
  const next = () => goTo({screen: 'device-check'});
  return (
    <Step>
      <StepHeading>{t('preflight.get-ready', 'Get ready for your meeting')}</StepHeading>
      <Input
        label={unkeyed('name')}
        name="name"
        value={name}
        placeholder={myName(language)}
        onValueChange={setName}
      />
      {brand.languages.length > 1 && (
        <div className="mt-4">
          <LanguageSelect />
        </div>
      )}
      <div className="mt-5 step-buttons">
        {brand.manifest.otherJoiningOptions ? (
          <JoinMeetingButtonWithOptions onWithVideoClick={next} onWithAudioOnlyClick={next} />
        ) : (
          <JoinMeetingButton onClick={next} />
        )}
      </div>
    </Step>
  );
};
