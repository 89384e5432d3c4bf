import type { Language } from '../analyzer.ts';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Words that any text of the language is full of, whatever it is about. As tokensOf writes them: `е` for `ё`. */
export const STOP_WORDS: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: words(`
    a about above after again against ago all almost along already also always am an and another any anything are aren't
    around as at away back be because been before being below between both but by came can can't could couldn't did
    didn't do does doesn't doing done don't down during each else even ever every everything few first for from further
    gave get gets getting give go goes going gone gonna good got had hadn't has hasn't have haven't having he he's her here hers
    herself him himself his how i i'd i'll i'm i've if im in instead into is isn't it it's its itself just kind know last least
    less let let's like little long lot made make makes making many maybe me more most much must my myself need never next
    no nor not nothing now of off often oh ok okay on once one only onto or other others our ours out over own perhaps put
    quite rather really said same saw say see seemed seems shall she she's should shouldn't since so some something
    sometimes soon still such take taken tell than that that's the their theirs them themselves then there there's these
    they they're thing things think this those though thought three through till to today together told tomorrow too took
    toward two u under until up upon us use used very want wanted wants was wasn't way we we're we've well went were
    weren't what what's when where whether which while who whole whom whose why will with within without won't would
    wouldn't yeah yes yesterday yet you you're you've your yours yourself`),
  ru: words(`
    а без более больше будем будет будешь будто буду будут бы был была были было быть в вам вами вас ваш ваша ваше ваши
    вдруг ведь весь во вот впрочем все всегда всего всем всеми всему всех всю вся вы где да давай даже два две для до
    другая другие другим другими других другого другое другой другом другому другую его ее ей ему если есть еще ею её ж же за зачем здесь и из или им иметь ими иногда их к каждый
    кажется как какая какие какой когда конечно которая которого которое которой которые который которых кто куда ли лишь
    лучше меня мне много мной мог могла могли могу может можно мои мой моя моего моей моем мою моих моим мы на над надо наконец нам нами нас наш
    наша наше наши не него нее ней нельзя нем немного нет ни нибудь никогда ним ними них ничего но ну нужно о об один одна одни
    одно он она они оно опять от очень перед по под пока после потом потому почему почти при про просто раз разве с сам
    сама сами само самый свое своего своей свои своим своих свой свою своя себе себя сегодня сейчас сказал сказала со совсем собой спасибо стал стала
    стало так такая такие такого такое такой там твой твоя твои твое те тебе тебя тем теперь то тобой тогда того тоже той только том
    тому тот три тут ты тысяча у уж уже хоть хотя чего чем через что чтоб чтобы чуть эта эти этим этих это этого этой этом
    этому этот эту я вчера завтра день дня дней время стать`),
};
