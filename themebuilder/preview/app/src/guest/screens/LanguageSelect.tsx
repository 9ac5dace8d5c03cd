import {Select} from '@pexip/components';

import {useGuest, useUnkeyed} from '../context';
import {languageName} from '../languages';

export const LanguageSelect = () => {
  const {brand, language, goTo} = useGuest();
  return (
    <Select
      label={useUnkeyed()('language')}
      isFullWidth
      value={language}
      options={brand.languages.map(code => ({id: code, label: languageName(code)}))}
      onValueChange={code => goTo({lang: code})}
    />
  );
};
