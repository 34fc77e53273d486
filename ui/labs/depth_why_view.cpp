// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/depth_why_view.h"

#include "ui/labs/depth_charts.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/plot_axis.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/overlay_scroll_area.h"
#include "ui/workers/job_run.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kTextWidth = 424;
constexpr int kTextLeast = 280;

QString percent(double share)
{
    return fixedText(100.0 * share, 1) + QStringLiteral("\u00a0%");
}

QLabel* paragraph(Theme& theme, const QString& text, TextColor color, QWidget* parent)
{
    auto* label = makeLabel(theme, text, 13, color, false, parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::RichText);
    return label;
}

} // namespace

DepthWhyView::DepthWhyView(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kCardGap);
    auto* left = new OverlayScrollArea(this);
    left->setObjectName(QStringLiteral("depth_why_scroll"));
    left->setAccessibleName(tr("Findings"));
    left->setMaximumWidth(kTextWidth);
    left->setMinimumWidth(kTextLeast);
    auto* content = new QWidget;
    left->setWidget(content);
    content->setAutoFillBackground(false);
    left->viewport()->setAutoFillBackground(false);
    auto* texts = new QVBoxLayout(content);
    texts->setContentsMargins(0, 0, 0, 0);
    texts->setSpacing(metrics::kCardGap);
    texts->addWidget(makeCitedCard());
    texts->addWidget(makeTrainingCard(), 1);
    row->addWidget(left, 7);
    auto* charts = new QVBoxLayout;
    charts->setSpacing(metrics::kCardGap);
    charts->addWidget(makeChartCard(tr("Training error against depth"),
                          QStringLiteral("depth_chart_why"), m_errors),
        1);
    charts->addWidget(makeChartCard(tr("Training loss of the deepest networks"),
                          QStringLiteral("depth_chart_loss"), m_losses),
        1);
    row->addLayout(charts, 10);
    makeControls();
    showState();
}

DepthWhyView::~DepthWhyView()
{
    shutdown();
}

void DepthWhyView::shutdown()
{
    delete m_run; // stops and joins
    m_run = nullptr;
}

/// Table 2 of He et al., as the article's Figure 4 prints it.
QWidget* DepthWhyView::makeCitedCard()
{
    auto* card = new Card(m_theme, tr("Measured by He et al. on ImageNet"), this);
    card->setObjectName(QStringLiteral("depth_he_card"));
    auto* table = new QWidget(card);
    auto* grid = new QGridLayout(table);
    grid->setContentsMargins(12, 4, 12, 8);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(0, 1);
    const QString cells[3][3] = { { {}, tr("plain"), tr("ResNet") },
        { tr("18 layers"), QStringLiteral("27.94"), QStringLiteral("27.88") },
        { tr("34 layers"), QStringLiteral("28.54"), QStringLiteral("25.03") } };
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 3; ++c) {
            const bool best = r == 2 && c == 2;
            auto* cell = makeLabel(m_theme, cells[r][c], r == 0 ? 12 : 13,
                r == 0 ? TextColor::Text2 : TextColor::Text, best || r == 0, table);
            grid->addWidget(cell, r, c, c == 0 ? Qt::AlignLeft : Qt::AlignRight);
        }
    card->contentLayout()->addWidget(table);
    auto* source = paragraph(m_theme,
        tr("Top-1 error in percent, 10-crop testing, validation set. The ResNets have no parameter "
           "more than their plain counterparts. K. He, X. Zhang, S. Ren, J. Sun: <i>Deep Residual "
           "Learning for Image Recognition</i>, CVPR 2016, table 2; Figure 4 of the article."),
        TextColor::Text2, card);
    source->setContentsMargins(12, 0, 12, 12);
    card->contentLayout()->addWidget(source);
    return card;
}

QWidget* DepthWhyView::makeTrainingCard()
{
    auto* card = new Card(m_theme, tr("Trained here, on two spirals"), this);
    QVBoxLayout* column = card->contentLayout();
    column->setContentsMargins(12, 4, 12, 12);
    column->setSpacing(metrics::kCardGap);
    column->addWidget(paragraph(m_theme,
        withMathItalics(m_theme,
            tr("Depth counts weight layers: a first, <i>N</i> blocks of two, and a last one, so 8 "
               "blocks are 18 layers and 16 blocks 34, as in the table. A residual block computes "
               "<i>h</i> + <i>F</i>(<i>h</i>), a plain one tanh <i>F</i>(<i>h</i>).")),
        TextColor::Text, card));
    column->addWidget(makeErrorTable(card));
    m_finding = paragraph(m_theme, {}, TextColor::Text, card);
    m_finding->setObjectName(QStringLiteral("depth_finding"));
    column->addWidget(m_finding);
    column->addWidget(paragraph(m_theme,
        tr("These networks are small and have no normalisation, so what fails first in the plain "
           "ones is the gradient, which fades on its way down. He et al. normalised every layer, "
           "and still saw the deeper plain network train worse: the same finding by a milder "
           "cause."),
        TextColor::Text2, card));
    column->addStretch(1);
    return card;
}

/// Where the training stands, and the button for it; the inspector takes them in.
void DepthWhyView::makeControls()
{
    m_controls = new QWidget(this);
    auto* row = new QVBoxLayout(m_controls);
    row->setContentsMargins(0, 4, 0, 4);
    row->setSpacing(metrics::kCardGap);
    m_state = makeLabel(m_theme, {}, 12, TextColor::Text2, false, m_controls);
    m_state->setObjectName(QStringLiteral("depth_train_state"));
    row->addWidget(m_state);
    m_progress = new QProgressBar(m_controls);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(8);
    m_progress->setAccessibleName(tr("Networks trained"));
    row->addWidget(m_progress);
    m_train = makeButton(m_theme, ButtonKind::Primary, tr("Train again"), {}, m_controls);
    m_train->setObjectName(QStringLiteral("depth_train"));
    m_train->setToolTip(tr("Train (Ctrl+R)\nAll networks of the sweep, a few seconds."));
    connect(m_train, &QPushButton::clicked, this, [this] { isTraining() ? cancel() : train(); });
    row->addWidget(m_train, 0, Qt::AlignLeft);
}

/// The errors of the sweep, like the table above it.
QWidget* DepthWhyView::makeErrorTable(QWidget* parent)
{
    auto* table = new QWidget(parent);
    auto* grid = new QGridLayout(table);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(0, 1);
    const QString heads[] = { tr("training error (%)"), tr("plain"), tr("residual") };
    for (int c = 0; c < 3; ++c)
        grid->addWidget(makeLabel(m_theme, heads[c], 12, TextColor::Text2, true, table), 0, c,
            c == 0 ? Qt::AlignLeft : Qt::AlignRight);
    for (std::size_t r = 0; r < m_options.blocks.size(); ++r) {
        std::array<QLabel*, 3> cells {};
        for (int c = 0; c < 3; ++c) {
            auto* cell = makeLabel(m_theme, {}, 13, TextColor::Text, false, table);
            grid->addWidget(
                cell, static_cast<int>(r) + 1, c, c == 0 ? Qt::AlignLeft : Qt::AlignRight);
            cells[static_cast<std::size_t>(c)] = cell;
        }
        cells[0]->setText(
            tr("%1 layers").arg(nn::ResidualSweepOptions::layersOf(m_options.blocks[r])));
        m_errorRows.push_back(cells);
    }
    return table;
}

QWidget* DepthWhyView::makeChartCard(const QString& title, const QString& name, PlotView*& plot)
{
    auto* card = new Card(m_theme, title, this);
    plot = new PlotView(m_theme, card);
    plot->setObjectName(name);
    plot->setTitle(title);
    plot->setBareWithoutData(true);
    card->contentLayout()->addWidget(plot, 1);
    return card;
}

void DepthWhyView::setOptions(const nn::ResidualSweepOptions& options)
{
    if (options == m_options)
        return;
    m_options = options;
    for (PlotView* plot : plots())
        plot->setCurvesDim(m_result && !isCurrent());
    showState();
}

void DepthWhyView::train()
{
    if (m_run != nullptr)
        m_run->abandon();
    m_done = 0;
    m_total = static_cast<int>(2 * m_options.blocks.size());
    m_run = new JobRun(
        [options = m_options](const std::atomic<bool>& stop, const JobRun::Progress& progress) {
            return std::make_shared<const nn::ResidualSweepResult>(
                nn::runResidualSweep(options, stop, progress));
        },
        this);
    connect(m_run, &JobRun::progressed, this, [this](int done, int total) {
        m_done = done;
        m_total = total;
        showState();
        emit stateChanged();
    });
    connect(m_run, &JobRun::finished, this, [this](const std::shared_ptr<const void>& result) {
        endRun();
        take(std::static_pointer_cast<const nn::ResidualSweepResult>(result));
    });
    m_run->start();
    for (PlotView* plot : plots())
        plot->setCurvesDim(m_result != nullptr);
    showState();
    emit stateChanged();
}

void DepthWhyView::endRun()
{
    if (m_run != nullptr)
        m_run->abandon(); // or its thread has done its work
    m_run = nullptr;
}

void DepthWhyView::cancel()
{
    if (m_run == nullptr)
        return;
    endRun();
    showState();
    emit stateChanged();
}

void DepthWhyView::take(const std::shared_ptr<const nn::ResidualSweepResult>& result)
{
    if (result->trouble.empty() && !result->stopped) {
        m_result = result;
        showResidualSweep(*m_errors, *m_losses, *result);
        for (PlotView* plot : plots())
            plot->setCurvesDim(!isCurrent());
    }
    showState();
    emit stateChanged();
    emit trained();
}

void DepthWhyView::showState()
{
    const bool training = isTraining();
    m_progress->setVisible(training);
    m_progress->setRange(0, std::max(1, m_total));
    m_progress->setValue(m_done);
    m_train->setText(training ? tr("Cancel") : m_result ? tr("Train again") : tr("Train"));
    m_train->setAccessibleName(m_train->text());
    m_state->setText(training ? tr("Training network %1 of %2").arg(m_done + 1).arg(m_total)
            : !m_result       ? tr("Nothing trained yet.")
            : isCurrent()     ? tr("%1 networks trained, seed %2.")
                                .arg(m_result->runs.size())
                                .arg(m_result->options.seed)
                          : tr("The settings have changed since."));
    for (std::size_t r = 0; r < m_errorRows.size(); ++r)
        for (const std::size_t kind : { std::size_t { 0 }, std::size_t { 1 } })
            m_errorRows[r][kind + 1]->setText(m_result
                    ? fixedText(100.0 * m_result->runs[2 * r + kind].error, 1)
                    : QStringLiteral("–"));
    if (!m_result)
        return m_finding->setText({});
    const nn::ResidualSweepRun& plain = m_result->runs[m_result->runs.size() - 2];
    const nn::ResidualSweepRun& residual = m_result->runs.back();
    m_finding->setText(
        tr("With %1 layers the plain network puts %2 of the training points into the wrong class, "
           "the residual one %3. Before the first step the gradient in the first block is %4 "
           "times that in the last block of the plain network, and %5 times in the residual one.")
            .arg(nn::ResidualSweepOptions::layersOf(plain.blocks))
            .arg(percent(plain.error), percent(residual.error), resultText(plain.gradientRatio, 2),
                resultText(residual.gradientRatio, 2)));
}

QString DepthWhyView::statusText() const
{
    return m_state->text();
}

} // namespace ui
