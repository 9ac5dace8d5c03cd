import type {EditValue} from '../../editContract';
import {languageName} from '../../guest/languages';
import {Choice, Checkbox} from '../controls';
import {readLanguages, writeLanguages, type Level} from './languages';
import {useEditWords} from './words';

/** The languages that guests can choose, how much there is of each, and which one the meeting speaks. */
export const LanguageList = ({
  value, codes, onChange,
}: {
  value: EditValue;
  codes: readonly string[];
  onChange: (value: EditValue) => void;
}) => {
  const te = useEditWords();
  const offered = readLanguages(value);
  const first = offered[0]?.code ?? '';
  const change = (next: readonly {code: string; level: Level}[]): void =>
    onChange(writeLanguages(next, value));
  return (
    <div className="languages">
      <ul>
        {codes.map(code => {
          const one = offered.find(other => other.code === code);
          const name = languageName(code);
          return (
            <li key={code}>
              <Checkbox
                checked={Boolean(one)}
                disabled={Boolean(one) && offered.length === 1}
                onChange={() =>
                  change(one ? offered.filter(other => other !== one) : [...offered, {code, level: 'complete'}])
                }
              >
                <span lang={code}>{name}</span>
              </Checkbox>
              {one && (
                <Choice
                  hideLabel
                  label={te('languages.level', {language: name})}
                  value={one.level}
                  options={(['complete', 'core'] as const).map(level => ({
                    value: level,
                    label: te(`languages.${level}`),
                  }))}
                  onChange={level =>
                    change(offered.map(other => (other === one ? {code, level} : other)))
                  }
                />
              )}
            </li>
          );
        })}
      </ul>
      <Choice
        label={te('languages.first')}
        value={first}
        options={offered.map(({code}) => ({value: code, label: languageName(code)}))}
        onChange={code =>
          change([...offered].sort((one, other) => Number(other.code === code) - Number(one.code === code)))
        }
      />
    </div>
  );
};
