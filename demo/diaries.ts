export interface Entry {
  readonly title: string;
  readonly content: string;
  readonly tags: readonly string[];
  /** Days before the world is loaded, and the time of that day in UTC. */
  readonly daysAgo: number;
  readonly time: `${number}:${number}`;
  /** Entries of one sitting name the same session. */
  readonly session?: string;
}

/** What everybody of the world has written of late, by username. */
export const diaries = {
  vera: [
    {
      title: 'Сочинение про тишину',
      content:
        'Дала десятому классу тему «Тишина», думала, будут мучиться. А Костя, который весь год молчал, написал четыре страницы о том, как дед слушает радио с выключенным звуком. Читала в трамвае и проехала свою остановку. Ради таких страниц и работаю.',
      tags: ['школа', 'тишина', 'радость'],
      daysAgo: 26,
      time: '17:40',
    },
    {
      title: 'Помидоры',
      content:
        'Ночью был ветер, один куст сломался. Подвязала, поругала, извинилась. Утром он стоял как ни в чём не бывало. Хотела бы я так.',
      tags: ['балкон', 'помидоры'],
      daysAgo: 15,
      time: '06:30',
    },
    {
      title: 'Звонок маме',
      content:
        'Мама опять спросила, ем ли я суп. Я обиделась, потом сварила суп. Ела и плакала немного, сама не знаю о чём. Наверное, о том, что когда-нибудь никто не спросит.',
      tags: ['мама', 'суп', 'грусть'],
      daysAgo: 4,
      time: '20:15',
    },
  ],
  maya: [
    {
      title: 'Clamps off',
      content:
        'Took the clamps off the belly at six. I always hold my breath, as if the wood would notice. Nothing cracked. I sat on the floor for ten minutes and listened to the workshop being a workshop.',
      tags: ['violin', 'the quiet after', 'work'],
      daysAgo: 12,
      time: '18:05',
      session: 'Morning pages',
    },
    {
      title: 'The fourth string',
      content:
        'The student came back with the violin and said the G string sounds "sad". It does. I moved the sound post by less than a hair and it was merely thoughtful. She paid me in plums, which is more than the job was worth.',
      tags: ['violin', 'people'],
      daysAgo: 11,
      time: '07:20',
      session: 'Morning pages',
    },
    {
      title: 'Not the wood',
      content:
        'Ruined a scroll today. Two weeks of carving, one careless turn. I was furious for an hour, mostly because I knew I had been showing off to nobody. Swept up. Tomorrow another block.',
      tags: ['violin', 'anger', 'patience'],
      daysAgo: 3,
      time: '21:50',
      session: 'Morning pages',
    },
  ],
  tom: [
    {
      title: 'Four in the morning',
      content:
        'Boy with a bead in his nose, woman with a heart that was only frightened, and old Mr. Adeyemi who comes in when his house is too empty. We made him toast. Best medicine of the night.',
      tags: ['night shift', 'people'],
      daysAgo: 20,
      time: '04:10',
      session: 'Nights',
    },
    {
      title: 'We lost one',
      content:
        'We did everything in the right order and it was not enough. I washed my hands for a long time. Then the kettle boiled, and somebody laughed in the corridor, and I was grateful to whoever it was.',
      tags: ['night shift', 'the quiet after', 'grief'],
      daysAgo: 13,
      time: '05:45',
      session: 'Nights',
    },
    {
      title: 'Lentils',
      content:
        'Day off. Slept until two, bought red lentils, cumin, a lemon. The trick is to leave the soup alone. It is also the trick with most people.',
      tags: ['soup', 'rest'],
      daysAgo: 2,
      time: '15:30',
    },
  ],
  ilya: [
    {
      title: 'Выход',
      content:
        'Вышли из Кронштадта в пять. Дизель поёт ровно, я слушаю его вместо радио. На руле спокойно, вода как ртуть. Отпуск, называется: снова море, только платят теперь не мне, а я.',
      tags: ['море', 'парус', 'утро'],
      daysAgo: 18,
      time: '05:20',
      session: 'Кронштадт — Выборг',
    },
    {
      title: 'Накрыло',
      content:
        'У Берёзовых островов развело волну. Испугался по-настоящему: на большом судне страх где-то внизу, в машине, а тут он сидит рядом и держит шкот. Справились. Руки дрожали до вечера, а потом стало так хорошо, что хотелось петь.',
      tags: ['море', 'страх', 'шторм'],
      daysAgo: 17,
      time: '21:00',
      session: 'Кронштадт — Выборг',
    },
    {
      title: 'Выборг',
      content:
        'Стоим под замком. Дочитал «Моби Дика», страницы хрустят от соли. Вера будет ругаться. Купил ей крендель, он тоже хрустит.',
      tags: ['море', 'книги'],
      daysAgo: 16,
      time: '18:30',
      session: 'Кронштадт — Выборг',
    },
  ],
  noor: [
    {
      title: 'Three o’clock dough',
      content:
        'The starter rose so much it lifted the lid. I took it personally. First loaves out at five, and the street smelled like somebody was expected home.',
      tags: ['bread', 'morning'],
      daysAgo: 22,
      time: '05:30',
    },
    {
      title: 'Grandmother’s spoon',
      content:
        'Found teta’s wooden spoon behind the flour bins. It still has the burn from the summer I learned to make jam. I am thirty-six and I hid in the storeroom so the boys would not see me cry.',
      tags: ['family', 'grief', 'bread'],
      daysAgo: 9,
      time: '11:15',
    },
    {
      title: 'Two loaves promised',
      content:
        'Thursday there will be soup and six people at a table for four. I have borrowed chairs from the barber. I have not looked forward to a Thursday this much in years.',
      tags: ['friends', 'soup'],
      daysAgo: 1,
      time: '13:40',
    },
  ],
  anya: [
    {
      title: 'Третья попытка',
      content:
        'Опять сорвалась на той же полке. Висела на верёвке и смеялась, потому что внизу овчарка инструктора смотрела на меня с таким осуждением. Страшно было, но уже не так, как в июне.',
      tags: ['скалы', 'страх'],
      daysAgo: 19,
      time: '16:00',
    },
    {
      title: 'Шлиф под микроскопом',
      content:
        'В поляризованном свете обычный гранит — витраж. Преподаватель сказал «ну полевой шпат и полевой шпат», а я двадцать минут не могла отойти. Вот бы и людей так: повернуть чуть-чуть, и видно, что внутри.',
      tags: ['геология', 'удивление'],
      daysAgo: 8,
      time: '14:25',
    },
    {
      title: 'Пролезла!',
      content:
        'Пролезла!!! Четвёртая попытка, полка, пальцы, и вдруг верх, и ветер, и видно озеро. Орала так, что овчарка ушла. Хочу запомнить это на зиму.',
      tags: ['скалы', 'радость'],
      daysAgo: 2,
      time: '12:50',
    },
  ],
  henrik: [
    {
      title: 'Seat 14, facing backwards',
      content:
        'Took the line I drove for eleven years, this time as a passenger. You see where you have been instead of where you must brake. A child asked me if trains sleep. I said yes, standing, like horses.',
      tags: ['trains', 'retirement'],
      daysAgo: 24,
      time: '09:10',
    },
    {
      title: 'Inger’s birthday',
      content:
        'She would have been seventy. I bought the cake with marzipan that I do not even like and ate a piece at the window. The 16:20 went by and whistled. They still do that for me, the boys.',
      tags: ['Inger', 'grief', 'trains'],
      daysAgo: 10,
      time: '16:45',
    },
    {
      title: 'A heron',
      content:
        'June drew me as a stationmaster with a heron for a deputy. I have put it in the hall, where one hangs a diploma. I laughed out loud and then looked round, and there was nobody to mind.',
      tags: ['friends', 'laughter'],
      daysAgo: 5,
      time: '19:30',
    },
  ],
  june: [
    {
      title: 'Deadline heron',
      content:
        'The heron has been given a performance review. I meant it to be funny and halfway through I was describing my own. Kept it. The editor says it is the best strip this year, which is a terrible thing to learn about my feelings.',
      tags: ['comic', 'work'],
      daysAgo: 14,
      time: '23:20',
    },
    {
      title: 'Umbrella',
      content:
        'Gave my umbrella to a man with a cello because the cello looked more worried than I was. Arrived soaked and oddly proud. Note for the strip: herons like rain.',
      tags: ['rain', 'people'],
      daysAgo: 7,
      time: '18:00',
    },
    {
      title: 'Nobody told me about Sundays',
      content:
        'Moved here for the job and nobody warned me about Sundays, how long they are. Called my brother, he was at a barbecue, I said I was too. Drew until it was Monday.',
      tags: ['loneliness', 'comic'],
      daysAgo: 6,
      time: '22:10',
    },
  ],
} satisfies Readonly<Record<string, readonly Entry[]>>;
