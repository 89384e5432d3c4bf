import type { Language } from '../analyzer.ts';
import { stemOf } from './stems.ts';
import type { Term } from './terms.ts';

/** Everyday topics, by words of which any form counts. What a portrait makes of them: portrait/archetypes.ts. */
const WORDS = {
  work: {
    en: 'work job office boss colleague coworker deadline project salary career client shift promotion interview overtime',
    ru: 'работа работать офис начальник коллега совещание дедлайн проект зарплата карьера клиент увольнение собеседование смена командировка',
  },
  family: {
    en: 'family mother father mom mum dad parent brother sister son daughter child children kid baby grandmother grandma grandfather grandpa uncle aunt cousin',
    ru: 'семья мама мать папа отец родители брат сестра сын дочь дочка ребенок дети бабушка дедушка дядя тетя племянник внук',
  },
  children: {
    en: 'child children kid baby toddler newborn kindergarten daughter son',
    ru: 'ребенок дети малыш младенец детский садик сын дочь дочка',
  },
  friends: {
    en: 'friend buddy mate friendship party companion hangout',
    ru: 'друг подруга друзья дружба приятель вечеринка тусовка',
  },
  love: {
    en: 'boyfriend girlfriend husband wife dating kiss romance marriage wedding divorce relationship breakup partner',
    ru: 'любовь любимый парень девушка муж жена свидание поцелуй роман свадьба брак развод отношения расставание',
  },
  health: {
    en: 'health doctor hospital ill illness sick pain headache fever flu medicine pill therapy therapist surgery dentist symptom diagnosis clinic',
    ru: 'здоровье врач доктор больница болезнь болеть боль температура простуда грипп лекарство таблетка терапия операция зуб диагноз поликлиника',
  },
  money: {
    en: 'money pay paid debt loan bank rent price bill budget savings invest tax expensive mortgage afford',
    ru: 'деньги платить долг кредит банк аренда цена счет бюджет сбережения налог ипотека рубль доллар',
  },
  study: {
    en: 'study school university college exam test homework teacher student class lecture lesson grade degree thesis semester',
    ru: 'учеба учиться школа университет институт экзамен зачет домашка учитель студент урок лекция курс оценка диплом сессия семестр',
  },
  travel: {
    en: 'travel trip journey flight airport hotel vacation holiday passport tourist abroad luggage',
    ru: 'путешествие поездка рейс аэропорт самолет поезд отель гостиница отпуск каникулы паспорт турист заграница багаж',
  },
  food: {
    en: 'food eat ate breakfast lunch dinner supper cook recipe restaurant cafe coffee tea cake bread meal hungry delicious dish',
    ru: 'еда завтрак обед ужин готовить рецепт ресторан кафе кофе чай торт хлеб голодный вкусный блюдо кухня',
  },
  sleep: {
    en: 'sleep slept asleep dream nightmare insomnia nap bed bedtime awake tired',
    ru: 'сон спать заснуть уснуть проснуться сниться кошмар бессонница кровать выспаться усталость',
  },
  sport: {
    en: 'sport gym workout jog football soccer tennis basketball swim swimming yoga bike match marathon fitness exercise',
    ru: 'спорт бегать пробежка спортзал тренировка футбол теннис баскетбол плавать бассейн йога велосипед матч марафон фитнес хоккей',
  },
  home: {
    en: 'home house flat apartment room kitchen cleaning laundry furniture neighbour neighbor repair garden',
    ru: 'дом квартира комната убирать уборка стирка мебель сосед ремонт переезд дача',
  },
  nature: {
    en: 'nature forest sea ocean beach mountain river lake walk park tree flower sun rain snow weather sky storm',
    ru: 'природа лес море океан пляж гора река озеро прогулка гулять парк дерево цветок солнце дождь снег погода небо гроза',
  },
  pets: {
    en: 'pet dog cat puppy kitten vet hamster parrot',
    ru: 'питомец собака кошка кот щенок котенок ветеринар хомяк попугай',
  },
  faith: {
    en: 'faith church pray prayer bible mosque temple religion blessing sermon',
    ru: 'церковь молиться молитва библия мечеть храм религия проповедь икона',
  },
  art: {
    en: 'art artist film movie paint painting draw drawing sketch theatre theater museum gallery sculpture poem poetry photo photography',
    ru: 'искусство художник фильм кино рисовать рисунок картина театр музей галерея выставка скульптура стихи поэзия фото фотография',
  },
  music: {
    en: 'music song concert guitar piano violin sing singer band melody album choir orchestra',
    ru: 'музыка песня концерт гитара пианино скрипка петь певец группа мелодия альбом хор оркестр',
  },
  books: {
    en: 'book novel read reading library author writer chapter story literature',
    ru: 'книга читать библиотека автор писатель глава рассказ повесть литература',
  },
  science: {
    en: 'science scientist research experiment theory physics chemistry biology mathematics laboratory',
    ru: 'наука ученый исследование эксперимент теория физика химия биология математика лаборатория',
  },
  games: {
    en: 'game gaming chess puzzle console cards joke comedy fun amusement',
    ru: 'игра играть шахматы пазл приставка карты шутка юмор комедия развлечение',
  },
  politics: {
    en: 'politics political government president election vote law protest war freedom justice parliament court',
    ru: 'политика политический правительство президент выборы голосовать закон протест война свобода справедливость парламент суд',
  },
  technology: {
    en: 'computer laptop phone internet app code software program programming website online server',
    ru: 'компьютер ноутбук телефон интернет приложение код программа программирование сайт онлайн сервер',
  },
} as const satisfies Record<string, Record<Language, string>>;

export type Topic = keyof typeof WORDS;
export const TOPICS = Object.keys(WORDS) as Topic[];

const MOST = 3;

/** A stem may stand for several. */
const topicsByStem = (language: Language): ReadonlyMap<string, readonly Topic[]> => {
  const found = new Map<string, Topic[]>();
  for (const [topic, words] of Object.entries(WORDS) as [Topic, Record<Language, string>][])
    for (const word of words[language].split(' ')) {
      const stem = stemOf[language](word);
      found.set(stem, [...new Set([...(found.get(stem) ?? []), topic])]);
    }
  return found;
};

const BY_STEM = { en: topicsByStem('en'), ru: topicsByStem('ru') };

/** The topics that most of the terms belong to; of equal ones the one that is mentioned first. */
export const topicsOf = (terms: readonly Term[]): Topic[] => {
  const counts = new Map<Topic, number>();
  for (const { stem, language, count } of terms)
    for (const topic of BY_STEM[language].get(stem) ?? []) counts.set(topic, (counts.get(topic) ?? 0) + count);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST)
    .map(([topic]) => topic);
};
