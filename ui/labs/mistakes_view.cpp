// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/mistakes_view.h"

#include "nn/mistakes/mistakes.h"
#include "ui/labs/mistakes_images.h"
#include "ui/labs/mistakes_list.h"
#include "ui/labs/mistakes_model.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/overlay_scroll_area.h"
#include "ui/widgets/results_table.h"
#include "ui/widgets/segmented_choice.h"
#include "ui/workers/job_run.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>

#include <algorithm>
#include <exception>

namespace ui {

namespace {

constexpr int kListWidth = 248;
constexpr int kPictureHeight = 280; // at least
constexpr int kMarginForBar = 12;

/// What a worker hands back: a run, or why there is none
struct Outcome {
    std::shared_ptr<const solvers::MistakeRun> run;
    QString trouble;
};

const solvers::Mistake& mistakeOf(const QString& id)
{
    return nn::mistakeById(id.toStdString());
}

/// Of the height that the rest of the page leaves, and no less than the pictures need
class Pictures final : public QStackedWidget {
public:
    using QStackedWidget::QStackedWidget;
    QSize sizeHint() const override { return { kPictureHeight, kPictureHeight }; }
    QSize minimumSizeHint() const override { return sizeHint(); }
};

QLabel* wrapped(QLabel* label, const QString& name)
{
    label->setObjectName(name);
    label->setTextFormat(Qt::RichText);
    label->setWordWrap(true);
    return label;
}

} // namespace

MistakesView::MistakesView(Theme& theme, QWidget* parent)
    : GradientsView(parent)
    , m_theme(theme)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kCardGap);
    row->addWidget(buildList());
    row->addWidget(buildPage(), 1);
    connect(m_list, &MistakesList::chosen, this, &MistakesView::select);
    connect(m_choice, &SegmentedChoice::chosen, this, [this](const QString& id) {
        setShown(id == QLatin1String("published")  ? MistakesShown::Published
                : id == QLatin1String("corrected") ? MistakesShown::Corrected
                                                   : MistakesShown::Both);
    });
    connect(&theme, &Theme::changed, this, &MistakesView::select);
    select();
}

MistakesView::~MistakesView()
{
    shutdown();
}

void MistakesView::shutdown()
{
    delete m_run; // stops and joins
    m_run = nullptr;
}

QWidget* MistakesView::buildList()
{
    auto* card = new Card(m_theme, tr("In the article’s code"), this);
    card->setFixedWidth(kListWidth);
    auto* area = new OverlayScrollArea(card);
    area->setFocusPolicy(Qt::NoFocus);
    m_list = new MistakesList(m_theme, area);
    m_list->setObjectName(QStringLiteral("mistakes_list"));
    area->setWidget(m_list);
    area->viewport()->setAutoFillBackground(false);
    m_list->setAutoFillBackground(false);
    card->contentLayout()->addWidget(area, 1);
    return card;
}

QWidget* MistakesView::buildHead(QWidget* parent)
{
    auto* card = new Card(m_theme, {}, parent);
    m_title = makeLabel(m_theme, {}, 15, TextColor::Text, true, card);
    m_title->setObjectName(QStringLiteral("mistakes_title"));
    m_place = makeLabel(m_theme, {}, 12, TextColor::Text2, false, card);
    m_paragraph = wrapped(makeLabel(m_theme, {}, 13, TextColor::Text, false, card),
        QStringLiteral("mistakes_paragraph"));
    auto* column = new QVBoxLayout;
    column->setContentsMargins(16, 12, 16, 14);
    column->setSpacing(6);
    column->addWidget(m_title);
    column->addWidget(m_place);
    column->addWidget(m_paragraph);
    card->contentLayout()->addLayout(column);
    return card;
}

QWidget* MistakesView::buildPage()
{
    auto* area = new OverlayScrollArea(this);
    area->setAccessibleName(tr("The mistake and its effect"));
    auto* content = new QWidget(area);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, kMarginForBar, 0);
    column->setSpacing(metrics::kCardGap);
    m_banner = new Banner(m_theme, content);
    m_banner->setObjectName(QStringLiteral("mistakes_banner"));
    column->addWidget(m_banner);
    column->addWidget(buildHead(content));

    m_card = new Card(m_theme, tr("Effect"), content);
    m_choice = new SegmentedChoice(m_theme, m_card);
    m_choice->setObjectName(QStringLiteral("mistakes_shown"));
    m_choice->addChoice(QStringLiteral("published"), tr("As published"),
        tr("Draws what the article’s code computes"));
    m_choice->addChoice(
        QStringLiteral("corrected"), tr("Corrected"), tr("Draws what the engine computes"));
    m_choice->addChoice(QStringLiteral("both"), tr("Both"), tr("Draws both runs"));
    m_choice->setCurrent(QStringLiteral("both"));
    m_card->addHeaderWidget(m_choice);
    m_pictures = new Pictures(m_card);
    m_plot = new PlotView(m_theme, m_pictures);
    m_plot->setObjectName(QStringLiteral("mistakes_chart"));
    m_plot->setMinimumSize(260, 180);
    m_plot->setBareWithoutData(true);
    m_images = new MistakesImages(m_theme, m_pictures);
    m_pictures->addWidget(m_plot);
    m_pictures->addWidget(m_images);
    m_lookAt = wrapped(makeLabel(m_theme, {}, 13, TextColor::Text2, false, m_card),
        QStringLiteral("mistakes_look_at"));
    m_lookAt->setContentsMargins(16, 4, 16, 12);
    m_card->contentLayout()->setContentsMargins(0, 6, 0, 0);
    m_card->contentLayout()->addWidget(m_pictures, 1);
    m_card->contentLayout()->addWidget(m_lookAt);
    column->addWidget(m_card, 1);

    auto* numbers = new Card(m_theme, tr("Numbers"), content);
    m_model = new MistakesModel(this);
    m_table = new ResultsTable(m_theme, numbers);
    m_table->setObjectName(QStringLiteral("mistakes_table"));
    m_table->setAccessibleName(tr("Numbers of the mistake"));
    m_table->setVisibleRows(10);
    m_table->setModel(m_model);
    m_table->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    numbers->contentLayout()->addWidget(m_table);
    column->addWidget(numbers);
    area->setWidget(content);
    return area;
}

QString MistakesView::mistake() const
{
    return m_list->current();
}

void MistakesView::setMistake(const QString& id)
{
    m_list->setCurrent(id);
    select();
}

void MistakesView::setShown(MistakesShown shown)
{
    m_shown = shown;
    m_choice->setCurrent(shown == MistakesShown::Published ? QStringLiteral("published")
            : shown == MistakesShown::Corrected            ? QStringLiteral("corrected")
                                                           : QStringLiteral("both"));
    showRun();
}

std::vector<PlotView*> MistakesView::plots() const
{
    if (m_pictures->currentWidget() != m_plot)
        return {};
    return { m_plot };
}

void MistakesView::setResults(std::shared_ptr<const GradientResults>)
{
    compute();
}

void MistakesView::showEvent(QShowEvent* event)
{
    GradientsView::showEvent(event);
    compute();
}

void MistakesView::select()
{
    const solvers::Mistake& mistake = mistakeOf(this->mistake());
    m_title->setText(fromCore(mistake.title));
    m_place->setText(tr("Notebook %1").arg(fromCore(mistake.place)));
    m_paragraph->setText(withMathItalics(m_theme, fromCore(mistake.paragraph)));
    m_lookAt->setText(withMathItalics(m_theme, fromCore(mistake.lookAt)));
    m_banner->hide();
    showRun();
    if (isVisible())
        compute();
}

void MistakesView::compute()
{
    const QString id = mistake();
    if (m_runs.contains(id))
        return;
    if (m_run) { // of another mistake
        m_run->abandon();
        m_run = nullptr;
    }
    m_percent = 0;
    m_run = new JobRun(
        [function = mistakeOf(id).run](
            const std::atomic<bool>& stop, const JobRun::Progress& progress) {
            auto outcome = std::make_shared<Outcome>();
            try {
                outcome->run
                    = std::make_shared<const solvers::MistakeRun>(function(stop, progress));
            } catch (const std::exception& trouble) {
                outcome->trouble = fromCore(trouble.what());
            }
            return outcome;
        },
        this);
    connect(m_run, &JobRun::progressed, this, [this](int done, int total) {
        m_percent = total > 0 ? 100 * done / total : 0;
        emit statusTextChanged();
    });
    connect(m_run, &JobRun::finished, this,
        [this, id](const std::shared_ptr<const void>& result) { takeRun(id, result); });
    m_run->start();
    emit statusTextChanged();
}

void MistakesView::takeRun(const QString& id, const std::shared_ptr<const void>& result)
{
    m_run->deleteLater();
    m_run = nullptr;
    const auto outcome = std::static_pointer_cast<const Outcome>(result);
    if (!outcome->run) {
        m_banner->showMessage(Banner::Kind::Error, tr("Not computed"), outcome->trouble);
    } else if (outcome->run->stopped) {
        m_banner->showMessage(
            Banner::Kind::Info, tr("Stopped"), tr("There are no numbers of this mistake yet."));
        connect(m_banner->addButton(tr("Compute")), &QPushButton::clicked, this, [this] {
            m_banner->hide();
            compute();
        });
    } else {
        m_runs.insert(id, outcome->run);
        showRun();
    }
    emit statusTextChanged();
}

void MistakesView::cancel()
{
    if (m_run)
        m_run->stop();
}

void MistakesView::showRun()
{
    const std::shared_ptr<const solvers::MistakeRun> run = this->run();
    m_model->setRun(run, m_shown);
    const bool images = run && !run->images.empty();
    m_pictures->setCurrentWidget(
        images ? static_cast<QWidget*>(m_images) : static_cast<QWidget*>(m_plot));
    if (!run) {
        m_plot->clearCurves();
    } else if (images) {
        m_images->showImages(run->images, m_shown);
        m_card->setTitle(tr("Effect"));
    } else {
        m_card->setTitle(fromCore(run->chart.title));
        m_plot->setTitle(QStringLiteral("%1: %2").arg(
            fromCore(mistakeOf(mistake()).title), fromCore(run->chart.title)));
        showMistake(*m_plot, run->chart, m_shown);
    }
    emit arrangementChanged();
    emit statusTextChanged();
}

void MistakesView::copyTable()
{
    m_table->copyAll();
}

QString MistakesView::tableAsCsv() const
{
    return m_model->asCsv();
}

QString MistakesView::statusText() const
{
    return tr("%1: as published and corrected from the same inputs")
        .arg(fromCore(mistakeOf(mistake()).title));
}

QString MistakesView::progressText() const
{
    return m_run ? tr("Computing… %1 %").arg(m_percent) : QString();
}

} // namespace ui
