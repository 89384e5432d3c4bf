import { diaries, type Entry } from './diaries.ts';

/** A small world to show the graph with: nobody in it exists. */
export interface World {
  readonly people: readonly Character[];
  readonly conversations: readonly Dialogue[];
  readonly matches: readonly Acquaintance[];
}

export interface Character {
  /** Also the local part of the e-mail address. */
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly bio: string;
  readonly archetype: {
    readonly id: string;
    readonly name: string;
    readonly description: string;
    readonly confidence: number;
  };
  readonly diary: readonly Entry[];
}

export interface Dialogue {
  readonly name: string;
  /** A group has one; two people who talk need none. */
  readonly title?: string;
  /** Usernames; the first one opens the conversation. */
  readonly participants: readonly string[];
  readonly lines: readonly Line[];
}

export interface Line {
  readonly from: string;
  readonly text: string;
  /** The line that it answers, counted from 0. */
  readonly answers?: number;
}

export interface Acquaintance {
  readonly from: string;
  readonly to: string;
  readonly message: string;
  readonly accepted: boolean;
}

const archetypes = {
  sage: { name: 'Sage', description: 'Wants to understand, and reads until it does.' },
  creator: { name: 'Creator', description: 'Thinks with the hands; a thing is true when it is made.' },
  caregiver: { name: 'Caregiver', description: 'Notices first who is tired.' },
  explorer: { name: 'Explorer', description: 'Is at home on the way.' },
  jester: { name: 'Jester', description: 'Says the serious thing as a joke, so that it can be heard.' },
  hero: { name: 'Hero', description: 'Takes the harder side of the wall.' },
} as const;

const character = (
  username: keyof typeof diaries,
  name: `${string} ${string}`,
  bio: string,
  archetype: keyof typeof archetypes,
  confidence: number,
): Character => {
  const [firstName, lastName] = name.split(' ') as [string, string];
  return {
    username,
    firstName,
    lastName,
    bio,
    archetype: { id: archetype, ...archetypes[archetype], confidence },
    diary: diaries[username],
  };
};

export const world: World = {
  people: [
    character(
      'vera',
      'Вера Соколова',
      'Преподаю литературу, ращу помидоры на балконе. Читаю вслух всем, кто не успел уйти.',
      'sage',
      0.82,
    ),
    character(
      'maya',
      'Maya Lindqvist',
      'I build violins, slowly. One finished, four in pieces, all of them talking.',
      'creator',
      0.91,
    ),
    character('tom', 'Tom Okafor', 'Emergency nurse, mostly nights. Ask me about soup.', 'caregiver', 0.88),
    character('ilya', 'Илья Громов', 'Судовой механик в отпуске, который всё равно уходит в море.', 'explorer', 0.79),
    character(
      'noor',
      'Noor Haddad',
      'Bread before dawn, sleep after lunch. My starter is older than my nephew.',
      'creator',
      0.74,
    ),
    character('anya', 'Аня Белова', 'Учусь на геолога, лазаю по скалам. Боюсь высоты, поэтому и лазаю.', 'hero', 0.69),
    character('henrik', 'Henrik Sørensen', 'Drove trains for thirty-eight years. Now I take them.', 'explorer', 0.85),
    character(
      'june',
      'June Park',
      'I draw a comic about a heron who works in an office. The heron is not me.',
      'jester',
      0.77,
    ),
  ],

  conversations: [
    {
      name: 'vera-ilya',
      participants: ['vera', 'ilya'],
      lines: [
        {
          from: 'vera',
          text: 'Илья, вы вернули «Моби Дика» с песком между страниц. Это теперь библиотечная редкость.',
        },
        {
          from: 'ilya',
          text: 'Это не песок, это соль. Читал на палубе, нас немного накрыло на главе про белизну.',
          answers: 0,
        },
        { from: 'vera', text: 'Тогда прощаю. И как вам?' },
        { from: 'ilya', text: 'Всё про двигатель неправда, потому что двигателя нет. Остальное правда.', answers: 2 },
        { from: 'vera', text: 'Скажу это завтра одиннадцатому классу слово в слово. Что дать следующим?' },
        { from: 'ilya', text: 'Что-нибудь сухое. Про степь.', answers: 4 },
        { from: 'vera', text: 'Чехов. Так и называется. Оставлю у вас на вахте.' },
      ],
    },
    {
      name: 'maya-tom',
      participants: ['maya', 'tom'],
      lines: [
        {
          from: 'tom',
          text: 'Hi Maya. We both wrote "the quiet after" as a tag in the same week. Mine was a night shift, what was yours?',
        },
        {
          from: 'maya',
          text: 'Taking the clamps off a belly I had glued. You hold your breath, nothing cracks, and then the room is very quiet.',
          answers: 0,
        },
        { from: 'tom', text: 'That is exactly it. Nobody died, the kettle boils, and you can hear the fridge.' },
        { from: 'maya', text: 'Is it strange that I find that comforting?' },
        { from: 'tom', text: 'I would worry about you if you did not.', answers: 3 },
        { from: 'maya', text: 'Come by the workshop when you have slept. You can tap the wood, it is the best part.' },
        { from: 'tom', text: 'Thursday, before soup. I will bring the lentils, you bring the silence.', answers: 5 },
      ],
    },
    {
      name: 'thursday-soup',
      title: 'Thursday soup',
      participants: ['noor', 'tom', 'maya', 'june', 'henrik', 'vera'],
      lines: [
        { from: 'noor', text: 'Thursday, seven, my place. Two loaves are promised. Who makes the soup?' },
        { from: 'tom', text: 'Me. Red lentils, and nobody is allowed to help.', answers: 0 },
        { from: 'june', text: 'I can bring a drawing of a salad.' },
        {
          from: 'henrik',
          text: 'I arrive 18:42 on the regional train. It has been on time every day since I stopped driving it.',
        },
        { from: 'maya', text: 'Suspicious.', answers: 3 },
        { from: 'vera', text: 'Я привезу помидоры. Последние с балкона, красные, честное слово.' },
        { from: 'noor', text: 'Vera, your tomatoes are the reason the rest of us have ambitions.', answers: 5 },
        { from: 'june', text: 'Motion to replace my salad drawing by Vera’s tomatoes.', answers: 5 },
        { from: 'henrik', text: 'Seconded. The drawing may hang in the kitchen.', answers: 7 },
        { from: 'tom', text: 'Seven it is. If I am late, somebody was having a worse evening than you.' },
      ],
    },
  ],

  matches: [
    { from: 'tom', to: 'maya', message: 'We keep writing about the same quiet. Tea?', accepted: true },
    {
      from: 'anya',
      to: 'ilya',
      message: 'Вы пишете про море так, как я думаю про стену. Расскажете, как перестать бояться?',
      accepted: false,
    },
  ],
};
