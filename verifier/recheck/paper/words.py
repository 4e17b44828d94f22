r"""Control words of papers: those that typeset what follows, those that define, those that change how text is read.

Only the first list decides what is plain: a word that is in none of them may do anything with a macro behind it.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TEXT = """
tablefootnote ding checkmark
textbf textit texttt textsc textsf textrm textsl textup textmd textnormal text mbox hbox fbox emph underline uline
uwave sout textsuperscript textsubscript textcolor colorbox fcolorbox highlight hl MakeUppercase MakeLowercase
uppercase lowercase MakeTextUppercase bf it tt sc sf rm sl em bfseries mdseries itshape ttfamily scshape sffamily
rmfamily slshape upshape normalfont tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge color
centering raggedright raggedleft noindent indent par newline linebreak nolinebreak pagebreak newpage clearpage quad
qquad enspace thinspace hfill vfill hfil hspace vspace smallskip medskip bigskip phantom hphantom vphantom strut
null relax protect leavevmode xspace ldots dots cdots textellipsis ignorespaces unskip allowbreak nobreak space S P
dag ddag copyright pounds LaTeX TeX today and textbackslash textasciitilde textless textgreater textbar textendash
textemdash symbol char ensuremath verifierchar section subsection subsubsection paragraph subparagraph chapter part
title author date thanks caption captionof subcaption footnote footnotetext footnotemark marginpar sidenote item
label ref cref Cref autoref nameref eqref pageref hyperref href url nolinkurl cite citep citet citealp citealt
citeauthor citeyear parencite textcite autocite nocite footcite subfloat subcaptionbox subref frametitle
framesubtitle alert structure only onslide pause uncover visible makebox framebox parbox raisebox resizebox scalebox
rotatebox adjustbox minipage makecell thead shortstack multicolumn multirow cellcolor rowcolor columncolor hline
cline cmidrule toprule midrule bottomrule addlinespace specialrule tabularnewline arraybackslash appendix maketitle
tableofcontents enquote quote tnote SI si num qty unit ang numrange SIrange qtyrange SIlist numlist qtylist
numproduct tablenum percent ifthenelse equal isodd boolean lengthtest setlength addtolength arraystretch tabcolsep
arrayrulewidth linewidth textwidth columnwidth linespread ifx ifnum ifdim else fi or makeatletter makeatother
includegraphics nonumber notag tag intertext shortintertext displaystyle textstyle scriptstyle hypersetup bm
boldsymbol footnoterule selectfont fontsize usefont
"""
_MATH = """
frac dfrac tfrac cfrac sqrt binom dbinom tbinom overline underbrace overbrace widehat widetilde hat tilde bar vec
dot ddot mathbf mathrm mathit mathsf mathtt mathcal mathbb mathfrak mathscr mathnormal operatorname stackrel overset
underset substack abs norm left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm mid
vert Vert lvert rvert lVert rVert langle rangle lfloor rfloor lceil rceil lbrace rbrace lbrack rbrack le leq
leqslant ge geq geqslant ne neq equiv approx sim simeq cong propto ll gg lt gt in ni notin subset subseteq supset
supseteq prec succ preceq succeq pm mp times div cdot ast star circ bullet oplus otimes wedge vee cap cup setminus
land lor lnot neg forall exists nexists implies iff Rightarrow Leftarrow Leftrightarrow rightarrow leftarrow
leftrightarrow longrightarrow mapsto uparrow downarrow gets coloneqq coloneq eqqcolon triangleq doteq colon sum prod
int oint bigcup bigcap bigvee bigwedge bigoplus lim limsup liminf sup inf max min arg argmax argmin log ln lg exp
sin cos tan det dim ker deg gcd Pr mod bmod pmod limits nolimits infty partial nabla emptyset varnothing ell hbar Re
Im prime alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho
varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi
Omega
"""

HARMLESS = _words(_TEXT + _MATH)
r"""What typesets, spaces or compares what follows. Not ``\to``: it ends texts that other commands store in macros."""

READS = _words(
    """
    input @input @@input @iinput include subfile subfileinclude import subimport inputfrom subinputfrom includefrom
    subincludefrom includestandalone InputIfFileExists
    """
)
"""What reads a file: what follows its braces follows the file."""

CLOSED = READS | _words(
    """
    end usepackage RequirePackage documentclass LoadClass RequirePackageWithOptions LoadClassWithOptions
    bibliography bibliographystyle setcounter addtocounter stepcounter pagestyle thispagestyle newtheorem
    theoremstyle graphicspath endinput definecolor colorlet pgfplotsset tikzset lstset captionsetup sisetup geometry
    newif
    """
)
"""What takes nothing behind its braces."""

DEFINERS = re.compile(
    r"(?:re)?newcommandx?|providecommandx?|DeclareRobustCommandx?|(?:re)?newrobustcmdx?|providerobustcmdx?|"
    r"(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand|DeclareMathOperator|DeclarePairedDelimiter|[gex]?def|protected@[ex]def"
)
"""Those whose last argument is what the name stands for from then on."""

GIVES_A_MEANING = re.compile(
    r"(?i).*(?:def(?!ault|ined)|(?<!out)let(?!ter)|command|cmd|declare|undef|patch|appto|preto|robust|cs_|tl_|"
    r"newenvironment|documentenvironment|savebox|toks)[a-z@_:]*|newif|read|font|newlength|newcount|newdimen|newskip|newbox"
)
"""Words that look as if they gave another meaning to the name behind them, whatever package they are from."""

LOOPS = re.compile(r"foreach|@t?for|for|loop|do|read(?:line)?")
"""Those whose arguments stand in words, not in braces."""

READING = _words(
    """
    directlua latelua luadirect luaexec luacode scantokens scantextokens endlinechar escapechar MakeShortVerb
    lstMakeShortInline everymath everydisplay mathcode DeclareMathSymbol newunicodechar tl_rescan:nn
    tl_set_rescan:Nnn catcode char_set_catcode:nn
    """
)
"""What may change how the text behind it is read, or run what cannot be read here."""

VERBATIM = re.compile(
    r"\\(?:verb|Verb|lstinline|mintinline|url|href|path|nolinkurl|hyper@\w*|"
    r"(?:begin|end)\s*\{(?:[vV]erbatim|lstlisting|minted|comment|filecontents)\*?\})"
)
"""Where a per cent sign begins no comment."""
