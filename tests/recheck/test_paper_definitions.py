# ruff: noqa: E501  # lines of papers
"""A macro is quoted where it stands in text; whatever else is done with its name may give it another meaning."""

import pytest

from verifier.recheck.paper.files import read_paper

N = "verifierNlhfKOneRate"

WRITTEN = r"""% verifier-latex/2: `verifier paper check` compares every macro that a paper uses with its certificate.
% source: "population"
% prefix: verifier
% population in every certificate: sha256 00
\providecommand{\verifierchar}[1]{\texttt{U+#1}}% a character that pdfLaTeX has no sign for
% a.cert: a sentence
\newcommand{\verifierNlhfKOneRate}{\ensuremath{2/3}}% {"says": "Rate", "policy": "nlhf", "certificate": "a.cert"}
\newcommand{\verifierNlhfKOneVerdict}{certified}% {"says": "Verdict", "policy": "nlhf", "certificate": "a.cert"}
\newcommand{\verifierNlhfKOneOpponent}{\texttt{\char34}a\{\verifierchar{5BFF} 100\%\texttt{\char34}}% {"says": "Opponent"}
\newcommand{\verifierNlhfTable}{%
\begin{tabular}{r}
1 & \verifierNlhfKOneRate \tabularnewline
\end{tabular}}% {"says": "Table", "policy": "nlhf"}
"""

PLAIN = r"""Two samples win with rate $\NAME$."""


@pytest.fixture
def read(tmp_path):
    """What is doubtful in a paper with ``body``, and what it does not see."""
    (tmp_path / "r").mkdir()

    def reading(body, macros=WRITTEN, **files):
        (tmp_path / "r" / "report.tex").write_bytes(macros.encode())
        for name, text in files.items():
            (tmp_path / name.replace("_", ".")).write_text(text.replace("NAME", N), encoding="utf-8")
        paper = "\\documentclass{article}\n\\input{r/report}\n" + body + "\n\\begin{document}\n" + PLAIN
        (tmp_path / "m.tex").write_bytes(paper.replace("NAME", N).encode())
        return read_paper(tmp_path / "m.tex")

    return reading


AGAIN = [
    r"\expandafter\renewcommand\expandafter{\csname NAME\endcsname}{9}",
    r"\newcommand\foo{9}\expandafter\let\expandafter\NAME\foo",
    r"\DeclareCommandCopy{\NAME}{\foo}", r"\RenewCommandCopy\NAME\foo", r"\renewcommand<>{\NAME}{9}", r"\numdef\NAME{9}",
    r"\protected@csedef{NAME}{9}", r"\pgfmathsetmacro{\NAME}{0.99}", r"\foreach \NAME in {0.99}", r"\foreach \x/\NAME in {1/2}",
    r"\foreach \x [count=\NAME] in {1}", r"\pgfkeys{/x/.store in=\NAME}", r"\pgfkeys{/x/.cd, y={a, .store in={\NAME}}}",
    r"\@for\NAME:=9\do{}", r"\FPset\NAME{9}", r"\StrLeft{99}{1}[\NAME]", r"\let\rn\renewcommand \rn{\NAME}{9}",
    r"\directlua{token.set_macro('NAME','9')}", r"\catcode`\%=12 %\def\NAME{9}", "% x\r\\def\\NAME{99}",
    r"\newcommand\rn{\renewcommand}\rn{\NAME}{9}", r"\newcommand{\rn}[1]{\def#1{9}}\rn\NAME", r"\let\emph\def \emph\NAME{9}",
    r"\newcommand\both[2]{#1#2}\both{\renewcommand}{\NAME}{9}", r"\def~{\renewcommand}~{\NAME}{9}", r"\def\,{\def}\,\NAME{9}",
    r"\def\p{verifierNlhfKOne}\expandafter\def\csname\p Rate\endcsname{9}", r"\csname def\endcsname\NAME{9}",
    r"\def\p{verif}\expandafter\def\csname\p ierNlhfKOneRate\endcsname{9}", r"\def\verifierNlhfKOneRat^^65{9}",
    r"\read16 to\NAME", r"\DTLforeach{db}{\x=a,\NAME=col}{}", r"\forcsvlist{\undo}{\x,\NAME}", r"\verb|%|\def\NAME{9}",
    r"\@tfor\x:=\NAME\do{\expandafter\def\x{9}}", r"\foreach \x in {\y,\NAME} {\expandafter\def\x{9}}",
    "\\newcommand{\\foo}{\\NAME}\n\\expandafter\\renewcommand\\foo{9}", r"\AddToHook{cmd/NAME/before}{9}",
    "\\begin{verbatim}\n% \\end{verbatim} \\def\\NAME{9}", r"\newcommand{\ours}[1]{\gdef#1{9}}\ours{\NAME}", r"\setmacro{a}\NAME",
    r"\renewcommand\ensuremath[1]{99/100}", r"\let\ensuremath\foo", r"\DeclareRobustCommand{\ensuremath}[1]{9}",
    r"\csdef{ensuremath}{9}", r"\AddToHook{cmd/ensuremath/before}{9}", r"\everymath{9}", r"\scantokens{x}", r"\endlinechar=`}",
    r"\begin{luacode}x\end{luacode}", r"\newenvironment{mine}[1]{\gdef#1{9}}{}\begin{mine}\NAME\end{mine}",
    r"\newif\NAME", r"\begin{lrbox}{\NAME}9\end{lrbox}",
]  # fmt: skip


@pytest.mark.parametrize("body", AGAIN)
def test_a_macro_that_may_have_got_another_meaning_is_doubtful_with_file_line_and_command(body, read):
    said = read("\n" + body).doubts[N]
    assert 'm.tex" line ' in said
    assert int(said.rpartition(" line ")[2].partition(":")[0]) >= 4


@pytest.mark.parametrize("body", [r"\renewcommand\verifierchar[1]{9}", r"\def\texttt#1{9}", r"\let\char\foo"])
def test_what_a_macro_is_made_of_may_not_be_redefined(body, read):
    found = read(body).doubts
    assert "verifierNlhfKOneOpponent" in found
    assert N not in found


def test_a_table_is_doubtful_where_its_environment_is_defined_again(read):
    assert set(read(r"\renewenvironment{tabular}[1]{9}{}").doubts) == {"verifierNlhfTable"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", '\\newcommand{\\verifierFoo}{x}\\def\\verifierNlhfKOneRate{99}{}% {"says": "Foo", "certificate": null}\n'),
        ("", '\\newcommand{\\verifierNlhfKOneRate}{\\ensuremath{2/3}}% {"says": "Rate", "certificate": "a.cert"}\n'),
        ("", '\\newcommand{\\verifierFoo}{x%}\n}% {"says": "Foo"}\n'),
        ("", "% x\r\\let\\x\\y\n"),
        ("", "\\input{evil}\n"),
        ("", '\\newcommand{\\verifierFoo}{x}\\newcommand{\\verifierBar}{x}% {"says": "Foo"}\n'),
        ("", '\\newcommand{\\verifierFoo}{a}}{b}% {"says": "Foo"}\n'),
        ("", '\\newcommand{\\verifierFoo}{a^^7d}% {"says": "Foo"}\n'),
        (r"{\texttt{U+#1}}", r"{9}"),
        ("% a.cert: a sentence", "x"),
    ],
)  # fmt: skip
def test_a_file_of_macros_holds_what_the_writer_writes_and_nothing_else(old, new, read):
    text = WRITTEN.replace(old, new) if old else WRITTEN + new
    found = read("", text).doubts
    assert "report.tex" in found[N]
    assert "verifier writes no such line" in found[N]
    assert "verifierNlhfKOneVerdict" in found


BODY = r"""
\usepackage{amsmath,booktabs,siunitx,hyperref}
\usepackage[utf8]{inputenc}
\makeatletter\newcommand{\ie}{i.e.\@\xspace}\makeatother
\newcommand{\ours}{\textsc{Ours}\xspace} \newcommand{\pct}[1]{\textbf{#1}} \DeclareMathOperator{\Win}{Win}
\newcommand{\ourrate}{\NAME} \def\other{\NAME} \newcommand{\shown}{rate $\NAME$ (exact)}
\renewcommand{\verifierchar}[1]{\symbol{"#1}} \renewcommand{\arraystretch}{1.2}
\newcommand\todo[1]{\textcolor{red}{TODO: #1}} \let\oldsection\section
\title{A rate of \NAME{} is enough} \author{A\thanks{\NAME}}
% \renewcommand{\NAME}{draft} 50\% % \def\NAME{9}
\begin{abstract} \NAME\ is what \ours{} reaches, \ie, \NAME, \emph{\NAME} or {\NAME} (\NAME) [\NAME]. \end{abstract}
\section{Rates: \NAME} \subsection*{\NAME} \section[\NAME]{\NAME} \paragraph{\NAME} \label{sec:a} \NAME is it~\NAME --- \NAME/\NAME.
In math, $\NAME$, $p=\NAME$, $p \ge \NAME$, \(p = \NAME\), \[ \Win(\pi) = \NAME \le \frac{\NAME}{2} < \sqrt{\NAME} \] $\alpha/\NAME$
$\frac{1}{\NAME}$, $x^{\NAME}_{\NAME}$, $\bigl[\NAME, 1\bigr]$, $[\NAME]$, $\left[\NAME, \NAME\right]$, $\mathbf{\NAME}$, $\text{\NAME}$
\begin{align} p &= \NAME \\ \tag{1} \NAME &\approx \NAME \nonumber \end{align}
\begin{table}[t] \centering \caption{Rates: $p=\NAME$ \NAME. \verifierNlhfTable} \label{tab:a} \setlength{\tabcolsep}{3pt}
\verifierNlhfTable \begin{tabular}{lr} \toprule a & b \\ \midrule \NAME & \NAME \\ \textbf{\NAME} & \pct{\NAME} \\ \hline
\multicolumn{2}{c}{\NAME} & \multirow{2}{*}{\NAME} & \SI{\NAME}{\percent} & \num{\NAME} & \cellcolor{red}\NAME \\[1ex] \NAME \\
\cmidrule(lr){1-2} \NAME & $\mathbf{\NAME}$ & \bfseries \NAME & \makecell{\NAME} \\ \bottomrule \end{tabular} \end{table}
\MakeUppercase{\NAME} \footnote{\NAME} \footnote{See \NAME.} \text{\NAME} \textcolor{red}{\NAME} {\bf \NAME} {\color{red}\NAME}
\ifthenelse{\equal{\verifierNlhfKOneVerdict}{certified}}{it is \verifierNlhfKOneVerdict}{\NAME} \item \NAME \item[\NAME] x
\begin{figure} \includegraphics[width=.7\linewidth]{x.pdf} \caption[\NAME]{\NAME} \end{figure} \begin{center}\NAME\end{center}
\href{https://a.b/c%20d}{\NAME} \url{a%b} \NAME \csname NAME\endcsname; \cite{x} \NAME. \todo{\NAME is wrong} \todo{\NAME}
\begin{tikzpicture} \node at (0,0) {\NAME}; \node[draw] {rate \NAME}; \draw (0,0) -- (1,1) node {\NAME}; \end{tikzpicture}
\ourrate{} and \shown, \textbf{\ourrate}, \quad\NAME, \ \NAME, \,\NAME, 50\% \NAME, \S\NAME, \LaTeX\ \NAME, \cref{tab:a}: \NAME
\DeclarePairedDelimiter{\card}{|}{|} $\card{\NAME}$ \definecolor{a}{rgb}{1,0,0} \newif\ifdraft \ifdraft \NAME \else \NAME \fi \tablefootnote{\NAME}
\begin{itemize} \item \emph{rate:} \NAME \item \NAME \end{itemize} \hfill \NAME \quad \ref{tab:a} \NAME \begin{verbatim}
\NAME
\end{verbatim}
"""


def test_a_long_paper_that_uses_macros_in_plain_ways_raises_no_doubt(read):
    paper = read("", r_sections_tex="")
    assert paper.doubts == {}
    assert read(BODY * 20).doubts == {}
    assert N in read(BODY).used


@pytest.mark.parametrize(
    ("reads", "name"),
    [
        (r"\usepackage[a={[b]}]{mine}", "mine.sty"),
        (r"\usepackage{a,mine}", "mine.sty"),
        (r"\expandafter\input\expandafter{mine}", "mine.tex"),
        (r"\@iinput mine ", "mine.tex"),
        (r"\includestandalone{mine}", "mine.tex"),
        (r"\includestandalone[a=b]{mine}", "mine.tex"),
        (r"\bibliography{x}", "m.bbl"),
        (r"\usetheme{mine}", "beamerthememine.sty"),
        (r"\file_input:n {mine}", "mine.tex"),
    ],
)
def test_what_is_read_in_any_way_is_followed_or_named(reads, name, read):
    unseen = read(reads).absent
    assert unseen or name.endswith(".sty")
    found = read(reads, **{name.replace(".", "_"): "x\n\\gdef\\NAME{9}"})
    assert f'{name}" line 2' in found.doubts[N]


def test_a_file_that_ends_in_a_command_acts_on_what_stands_behind_it(read):
    assert N in read(r"\input{mine}\NAME", mine_tex=r"\gdef").doubts
    assert read(r"\input{mine}\NAME", mine_tex=r"text").doubts == {}


@pytest.mark.parametrize(
    "reads", [r"\def\f{evil}\input\f", r"\input{\f}", r"\usepackage{\f}", r"\usepackage\f", r"\let\rd\input \rd{evil}"]
)
def test_what_is_read_through_a_macro_is_named(reads, read):
    assert read(reads, evil_tex="\\gdef\\NAME{9}").absent


@pytest.mark.parametrize("change", [r"\catcode`\%=12", r"\directlua{}", r"\scantokens{}"])
def test_a_package_that_may_change_how_text_is_read_is_named_as_not_seen(change, read):
    found = read(r"\usepackage{mine}", mine_sty=change)
    assert found.absent == ("mine.sty",)
    assert found.doubts == {}
    assert read(r"\usepackage{mine}", mine_sty="\\catcode`\\@=11 \\makeatletter").absent == ()
