import {Input, Select, TextHeading, FontVariant} from '@pexip/components';
import {JoinMeetingButton, JoinMeetingButtonWithOptions} from '@pexip/media-components';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';

import {useGuest, useUnkeyed} from '../context';
import {languageName} from '../languages';
import {myName} from '../sample';
import {Step} from './Step';

export const Landing = () => {
  const {t} = useTranslation();
  const unkeyed = useUnkeyed();
  const {brand, language, goTo} = useGuest();
  const [name, setName] = useState('');
  const next = () => {
    goTo({screen: 'device-check'});
  };
  return (
    <Step>
      <TextHeading htmlTag="h1" fontVariant={FontVariant.H4} className="mb-4">
        {t('preflight.get-ready', 'Get ready for your meeting')}
      </TextHeading>
      <Input
        label={unkeyed('name')}
        name="name"
        value={name}
        placeholder={myName(language)}
        onValueChange={setName}
      />
      {brand.languages.length > 1 && (
        <div className="mt-4">
          <Select
            label={unkeyed('language')}
            isFullWidth
            value={language}
            options={brand.languages.map(code => ({id: code, label: languageName(code)}))}
            onValueChange={code => goTo({lang: code})}
          />
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
