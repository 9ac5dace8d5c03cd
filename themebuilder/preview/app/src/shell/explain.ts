/** What each setting changes on the screen, told to a designer. */

import type {Setting} from '../contract';
import type {Tongue} from './words';

export interface Explanation {
  name: string;
  effect: string;
}

type Rule = (value: string) => {da: [string, string]; en: [string, string]};

const RULES: Record<string, Rule> = {
  chat: value =>
    value === 'disabled'
      ? {
          da: ['Chat', 'Slået fra: knappen er væk, og serveren tager ikke imod beskeder i mødet.'],
          en: ['Chat', 'Off: the button is gone, and the server takes no messages in the meeting.'],
        }
      : value === 'hidden'
        ? {
            da: ['Chat', 'Skjult: knappen er væk i denne webapp, men chatten er åben for andre.'],
            en: [
              'Chat',
              'Hidden: the button is gone in this web app, but the chat is open to others.',
            ],
          }
        : {
            da: ['Chat', 'Gæsten har en chatknap i mødet.'],
            en: ['Chat', 'Guests have a chat button in the meeting.'],
          },
  languages: () => ({
    da: ['Sprog', 'De sprog, gæsten kan vælge. Det første er mødeskærmenes og talebeskedernes.'],
    en: [
      'Languages',
      'Those a guest can choose. The first one is that of meeting screens and voice prompts.',
    ],
  }),
  participants_list: value =>
    value === 'hidden'
      ? {
          da: ['Deltagerliste', 'Knappen til deltagerlisten er væk fra mødets knapper.'],
          en: ['Participants list', 'The button to the list is gone from the toolbar.'],
        }
      : {
          da: ['Deltagerliste', 'Mødets knapper har en til deltagerlisten.'],
          en: ['Participants list', 'The toolbar has a button to the list.'],
        },
  add_participant: value =>
    value === 'hidden'
      ? {
          da: ['Tilføj deltager', 'Knappen under deltagerlisten er væk.'],
          en: ['Add participant', 'The button below the list of participants is gone.'],
        }
      : {
          da: ['Tilføj deltager', 'Under deltagerlisten er der en knap til at tilføje flere.'],
          en: ['Add participant', 'Below the list of participants is a button to add more.'],
        },
  return_address: value =>
    value
      ? {
          da: ['Returadresse', 'Efter mødet sendes gæsten hertil.'],
          en: ['Return address', 'After the meeting the guest is sent here.'],
        }
      : {
          da: ['Returadresse', 'Efter mødet bliver gæsten på Webapp3’s egen side.'],
          en: ['Return address', 'After the meeting the guest stays on Webapp3’s own page.'],
        },
  captions: value =>
    value === 'shown'
      ? {
          da: [
            'Undertekster',
            'Mødet kan vise det, der bliver sagt, som tekst nederst i billedet.',
          ],
          en: [
            'Captions',
            'The meeting can show what is said as text at the bottom of the picture.',
          ],
        }
      : {
          da: ['Undertekster', 'Undertekster kan ikke slås til.'],
          en: ['Captions', 'Captions cannot be turned on.'],
        },
  names_on_video: value =>
    value === 'hidden'
      ? {
          da: ['Navne på videoen', 'Serveren skriver ingen navne på billederne af deltagerne.'],
          en: ['Names on video', 'The server writes no names on the pictures of participants.'],
        }
      : {
          da: ['Navne på videoen', 'Serveren skriver navnet på hver deltagers billede.'],
          en: ['Names on video', 'The server writes the name on the picture of each participant.'],
        },
  guests_present: value =>
    value === 'refused'
      ? {
          da: ['Gæster deler skærm', 'Serveren afviser, at gæster deler deres skærm.'],
          en: ['Guests share their screen', 'The server refuses screens that guests share.'],
        }
      : {
          da: ['Gæster deler skærm', 'Gæster kan dele deres skærm med mødet.'],
          en: ['Guests share their screen', 'Guests can share their screen with the meeting.'],
        },
  'support.phone': () => ({
    da: ['Hjælp, telefon', 'Nummeret i de tekster, der siger, hvor man kan få hjælp.'],
    en: ['Support, phone', 'The number in the texts that say where to get help.'],
  }),
  'support.text': () => ({
    da: ['Hjælp, tekst', 'Sætningen om, hvor man kan få hjælp.'],
    en: ['Support, text', 'The sentence about where to get help.'],
  }),
};

/** Name and effect of *setting*; one that is not known here keeps its own name and has no effect told. */
export const explain = (tongue: Tongue, setting: Pick<Setting, 'name' | 'value'>): Explanation => {
  const rule = RULES[setting.name];
  if (!rule) return {name: setting.name, effect: ''};
  const [name, effect] = rule(setting.value)[tongue];
  return {name, effect};
};

const BRAND: Record<string, {da: [string, string]; en: [string, string]}> = {
  name: {
    da: ['Navn', 'Navnet i de tekster, der nævner tjenesten, og i logoets beskrivelse.'],
    en: ['Name', 'The name in the texts that speak of the service, and in the logo’s description.'],
  },
  title: {
    da: ['Titel', 'Står i browserens faneblad.'],
    en: ['Title', 'Stands on the browser’s tab.'],
  },
  palette: {
    da: ['Toner', 'De elleve toner, lys til mørk, i stedet for dem, farven giver.'],
    en: ['Shades', 'The eleven shades, light to dark, instead of those that the colour gives.'],
  },
  'overlay.tint': {
    da: ['Slør, farve', 'Det lyse eller mørke slør over baggrundsbilledet.'],
    en: ['Veil, colour', 'The light or dark veil over the background picture.'],
  },
  'overlay.opacity': {
    da: ['Slør, styrke', 'Jo højere, jo mindre ses der af baggrundsbilledet.'],
    en: ['Veil, strength', 'The higher, the less is seen of the background picture.'],
  },
  color: {
    da: ['Farve', 'Elleve toner bliver regnet ud af den: knapper, kanter, mørke flader.'],
    en: ['Colour', 'Eleven shades are derived from it: buttons, borders, dark surfaces.'],
  },
  background_color: {
    da: ['Baggrundsfarve', 'Fladen bag mødet, og bag alt andet uden billede.'],
    en: [
      'Background colour',
      'The surface behind the meeting, and behind the rest where there is no picture.',
    ],
  },
  background: {
    da: ['Baggrund', 'Billedet bag forsiden og de andre trin uden for mødet.'],
    en: [
      'Background',
      'The picture behind the landing page and the other steps outside of the meeting.',
    ],
  },
  logo: {
    da: ['Logo', 'Står på kortet, højst 168 × 80 punkter.'],
    en: ['Logo', 'Stands on the card, at most 168 × 80 points.'],
  },
  card: {
    da: ['Kortets billede', 'Øverste halvdel af kortet.'],
    en: ['Picture of the card', 'The upper half of the card.'],
  },
  screen: {
    da: ['Mødeskærmens billede', 'Bag teksten, mens gæsten venter.'],
    en: ['Picture of meeting screens', 'Behind the text while the guest waits.'],
  },
  favicon: {da: ['Ikon', 'I browserens faneblad.'], en: ['Icon', 'On the browser’s tab.']},
};

export const explainBrand = (tongue: Tongue, name: string): Explanation => {
  const [title, effect] = BRAND[name]?.[tongue] ?? [name, ''];
  return {name: title, effect};
};
