// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/derivation_view.h"

#include "solvers/problems/catalogue/rich_text.h"
#include "solvers/problems/differentiable_problem.h"
#include "ui/labs/derivation_chart.h"
#include "ui/labs/derivation_step.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/block_matrix.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/overlay_scroll_area.h"
#include "ui/workers/job_run.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

namespace ui {

namespace {

constexpr std::size_t kMostStates = 10; // the chain rule needs the whole matrix of derivatives
constexpr int kTimePositions = 100; // of the slider; the last is T, where nothing is left
constexpr int kChartWidth = 300; // at least
constexpr int kMarginForBar = 12;

solvers::DerivationTask taskOf(const GradientJob& job, double share)
{
    solvers::DerivationTask task;
    const std::vector<double>& y0 = job.problem.y0;
    task.z0 = Eigen::Map<const solvers::Vector<double>>(
        y0.data(), static_cast<solvers::Index>(y0.size()));
    task.t0 = job.times.front();
    task.t1 = job.t1();
    task.t = task.t0 + share * (task.t1 - task.t0);
    task.loss = solvers::meanSquaredLoss(job.targets.rightCols(1));
    return task;
}

std::shared_ptr<const solvers::Derivation> compute(const solvers::Problem& problem,
    const solvers::DerivationTask& task, const std::atomic<bool>& stop)
{
    auto result = std::make_shared<solvers::Derivation>();
    try {
        const auto f = solvers::makeDifferentiableSystem(problem);
        *result = solvers::derive(*f, task, &stop);
    } catch (const std::exception& trouble) {
        result->trouble = trouble.what();
    }
    return result;
}

QString subscripted(const QString& letter, solvers::Index i, solvers::Index count)
{
    return count == 1 ? QStringLiteral("<i>%1</i>").arg(letter)
                      : QStringLiteral("<i>%1</i><sub>%2</sub>").arg(letter).arg(i + 1);
}

} // namespace

DerivationView::DerivationView(Theme& theme, QWidget* parent)
    : GradientsView(parent)
    , m_theme(theme)
    , m_banner(new Banner(theme, this))
    , m_content(new QWidget(this))
{
    m_banner->setObjectName(QStringLiteral("derivation_banner"));
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::kCardGap);
    row->addWidget(buildSteps(), 3);
    row->addWidget(buildChart(), 2);
    auto* inside = new QVBoxLayout(m_content);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(metrics::kCardGap);
    inside->addWidget(buildControls());
    inside->addLayout(row, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kCardGap);
    column->addWidget(m_banner);
    column->addWidget(m_content, 1);
    connect(m_plot, &PlotView::clicked, this, [this](double x) {
        if (!m_derivation || m_derivation->steps.empty())
            return;
        setEps(static_cast<int>(std::lround(-std::log2(x))) - m_derivation->steps.front().halvings);
    });
}

DerivationView::~DerivationView()
{
    shutdown();
}

void DerivationView::shutdown()
{
    delete m_run; // stops and joins
    m_run = nullptr;
}

QWidget* DerivationView::buildControls()
{
    auto* card = new Card(m_theme, {}, m_content);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(16, 8, 16, 8);
    row->setSpacing(metrics::kCardGap);
    m_timeSlider = new QSlider(Qt::Horizontal, card);
    m_timeSlider->setObjectName(QStringLiteral("derivation_time_slider"));
    m_timeSlider->setAccessibleName(tr("Time t, slider"));
    m_timeSlider->setToolTip(tr("Where between t0 and T the limit is taken"));
    m_timeSlider->setRange(0, kTimePositions - 1);
    m_time = new NumberSpinBox(m_theme, card);
    m_time->setObjectName(QStringLiteral("derivation_time"));
    m_time->setAccessibleName(tr("Time t"));
    m_time->setPrefix(QStringLiteral("<i>t</i>"));
    m_time->setFixedWidth(108);
    m_epsSlider = new QSlider(Qt::Horizontal, card);
    m_epsSlider->setObjectName(QStringLiteral("derivation_eps_slider"));
    m_epsSlider->setAccessibleName(tr("Size of ε, slider"));
    m_epsSlider->setToolTip(tr("Each position halves ε; a click into the chart chooses it too"));
    m_epsSlider->setInvertedAppearance(true); // small at the left, as in the chart
    m_epsSlider->setInvertedControls(true);
    m_epsLabel = makeLabel(m_theme, {}, 13, TextColor::Text, false, card);
    m_epsLabel->setObjectName(QStringLiteral("derivation_eps"));
    m_epsLabel->setFixedWidth(150);
    row->addWidget(m_timeSlider, 1);
    row->addWidget(m_time);
    row->addSpacing(16);
    row->addWidget(m_epsSlider, 1);
    row->addWidget(m_epsLabel);
    card->contentLayout()->addLayout(row);
    connect(m_timeSlider, &QSlider::valueChanged, this,
        [this](int value) { setShare(value / double { kTimePositions }); });
    connect(m_time, &NumberSpinBox::valueChanged, this, [this](double t) {
        if (!m_results)
            return;
        const std::vector<double>& times = m_results->job.times;
        setShare((t - times.front()) / (times.back() - times.front()));
    });
    connect(m_epsSlider, &QSlider::valueChanged, this, &DerivationView::setEps);
    return card;
}

QWidget* DerivationView::buildSteps()
{
    auto* area = new OverlayScrollArea(m_content);
    area->setObjectName(QStringLiteral("derivation_steps"));
    area->setAccessibleName(tr("Steps of the derivation"));
    auto* content = new QWidget(area);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, kMarginForBar, 0);
    column->setSpacing(metrics::kCardGap);
    const QList<DerivationStepText> texts = derivationSteps();
    for (const DerivationStepText& text : texts) {
        auto* step
            = new DerivationStepCard(m_theme, static_cast<int>(m_steps.size()) + 1, text, content);
        if (text.id == QLatin1String("jacobian")) {
            m_matrix = new BlockMatrix(m_theme, step);
            m_matrix->setObjectName(QStringLiteral("derivation_jacobian"));
            m_matrix->setAccessibleName(tr("Jacobian of the augmented system"));
            step->addPart(m_matrix);
        }
        m_steps << step;
        column->addWidget(step);
    }
    column->addStretch();
    area->setWidget(content);
    return area;
}

QWidget* DerivationView::buildChart()
{
    auto* card = new Card(m_theme, tr("What is left over"), m_content);
    card->setMinimumWidth(kChartWidth);
    m_plot = new PlotView(m_theme, card);
    m_plot->setObjectName(QStringLiteral("derivation_chart"));
    m_plot->setTitle(tr("Remainders of the limit against ε"));
    m_plot->setMinimumSize(260, 180);
    m_plot->setBareWithoutData(true);
    m_note = makeLabel(m_theme, {}, 12, TextColor::Text2, false, card);
    m_note->setObjectName(QStringLiteral("derivation_note"));
    m_note->setTextFormat(Qt::RichText);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(16, 4, 16, 12);
    m_note->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    card->contentLayout()->addWidget(m_plot, 1);
    card->contentLayout()->addWidget(m_note);
    return card;
}

double DerivationView::time() const
{
    if (!m_results)
        return std::numeric_limits<double>::quiet_NaN();
    const std::vector<double>& times = m_results->job.times;
    return times.front() + m_share * (times.back() - times.front());
}

void DerivationView::setResults(std::shared_ptr<const GradientResults> results)
{
    const bool sameJob = m_results && m_results->job.problem == results->job.problem
        && m_results->job.times == results->job.times
        && m_results->job.targets == results->job.targets;
    m_results = std::move(results);
    if (sameJob && (m_derivation || m_run))
        return;
    const auto [first, last] = std::minmax({ m_results->job.times.front(), m_results->job.t1() });
    const QSignalBlocker quiet(m_time);
    m_time->setRange(first, last);
    m_time->setStepping(NumberSpinBox::Stepping::Linear, (last - first) / kTimePositions);
    m_time->setValue(time());
    const QSignalBlocker quietSlider(m_timeSlider);
    m_timeSlider->setValue(static_cast<int>(std::lround(m_share * kTimePositions)));
    derive();
}

void DerivationView::setShare(double share)
{
    share = std::clamp(share, 0.0, 1.0 - 1.0 / kTimePositions);
    if (share == m_share || !m_results)
        return;
    m_share = share;
    const QSignalBlocker quiet(m_timeSlider);
    const QSignalBlocker quietNumber(m_time);
    m_timeSlider->setValue(static_cast<int>(std::lround(share * kTimePositions)));
    if (!m_time->hasFocus())
        m_time->setValue(QString::number(time(), 'g', 6).toDouble());
    derive();
}

void DerivationView::setEps(int index)
{
    const int last = m_derivation ? static_cast<int>(m_derivation->steps.size()) - 1 : m_eps;
    m_eps = std::clamp(index, 0, std::max(0, last));
    const QSignalBlocker quiet(m_epsSlider);
    m_epsSlider->setValue(m_eps);
    showNumbers();
}

void DerivationView::derive()
{
    if (!m_results)
        return;
    if (m_run) {
        m_outdated = true;
        m_run->stop();
        return;
    }
    const GradientJob& job = m_results->job;
    if (job.problem.dim() > kMostStates) {
        refuse(tr("The derivation is computed for at most %1 states; this problem has %2. Choose "
                  "a smaller problem.")
                   .arg(kMostStates)
                   .arg(job.problem.dim()));
        return;
    }
    m_outdated = false;
    m_run = new JobRun(
        [problem = job.problem, task = taskOf(job, m_share)](const std::atomic<bool>& stop,
            const JobRun::Progress&) { return compute(problem, task, stop); },
        this);
    connect(m_run, &JobRun::finished, this, [this](const std::shared_ptr<const void>& result) {
        takeDerivation(std::static_pointer_cast<const solvers::Derivation>(result));
    });
    m_run->start();
    setStale(true);
    emit statusTextChanged();
}

void DerivationView::takeDerivation(const std::shared_ptr<const solvers::Derivation>& derivation)
{
    m_run->deleteLater();
    m_run = nullptr;
    setStale(false);
    if (m_outdated) {
        derive();
        return;
    }
    if (derivation->stopped) {
        refuse(tr("The computation was stopped."));
        connect(m_banner->addButton(tr("Compute")), &QPushButton::clicked, this,
            &DerivationView::derive);
    } else if (!derivation->trouble.empty()) {
        refuse(fromCore(derivation->trouble));
    } else {
        m_derivation = derivation;
        showDerivation();
    }
    emit statusTextChanged();
}

void DerivationView::refuse(const QString& reason)
{
    m_derivation = nullptr;
    m_plot->clearCurves();
    m_plot->setNotes({});
    m_plot->removeLayer(QStringLiteral("slopes"));
    for (DerivationStepCard* step : std::as_const(m_steps))
        step->setRows({});
    m_matrix->setMatrix({}, {}, {});
    m_epsLabel->clear();
    m_note->clear();
    m_banner->showMessage(Banner::Kind::Warning, tr("No numbers here"), reason);
    emit statusTextChanged();
}

void DerivationView::cancel()
{
    if (m_run)
        m_run->stop();
}

void DerivationView::showDerivation()
{
    m_banner->hide();
    const int last = std::max(0, static_cast<int>(m_derivation->steps.size()) - 1);
    m_eps = std::clamp(m_eps, 0, last);
    const QSignalBlocker quiet(m_epsSlider);
    m_epsSlider->setRange(0, last);
    m_epsSlider->setValue(m_eps);
    showRemainders(*m_plot, *m_derivation);
    m_note->setText(
        withMathItalics(m_theme, slopesNote(*m_derivation, m_results->job.times.size() > 2)));
    showMatrix();
    const solvers::Problem& problem = m_results->job.problem;
    for (DerivationStepCard* step : std::as_const(m_steps))
        if (step->id() == QLatin1String("adjoint"))
            step->setSentence(equation22Note(problem.dim(), problem.parameters.size()));
    showNumbers();
}

void DerivationView::showNumbers()
{
    if (!m_derivation)
        return;
    const auto eps = static_cast<std::size_t>(m_eps);
    for (DerivationStepCard* step : std::as_const(m_steps))
        step->setRows(derivationRows(step->id(), *m_derivation, eps, m_results->job.problem));
    m_epsLabel->setText(eps < m_derivation->steps.size()
            ? QStringLiteral("<i>ε</i> = %1").arg(epsText(m_derivation->steps[eps]))
            : QString());
    markEps(*m_plot, *m_derivation, eps);
}

void DerivationView::showMatrix()
{
    const solvers::AugmentedJacobian& jacobian = m_derivation->jacobian;
    const solvers::Index n = jacobian.dfdz.rows();
    BlockMatrix::Block rowsOfF { {}, {} };
    BlockMatrix::Block byZ { QStringLiteral("∂/∂<i>z</i>"), {} };
    for (solvers::Index i = 0; i < n; ++i) {
        rowsOfF.names << subscripted(QStringLiteral("f"), i, n);
        byZ.names << subscripted(QStringLiteral("z"), i, n);
    }
    BlockMatrix::Block rowsOfTheta { {}, {} };
    BlockMatrix::Block byTheta { QStringLiteral("∂/∂<i>θ</i>"), {} };
    for (const solvers::ProblemParameter& parameter : m_results->job.problem.parameters) {
        const QString name = fromCore(solvers::catalogue::rich(parameter.name));
        byTheta.names << name;
        rowsOfTheta.names << QStringLiteral("d%1/d<i>t</i>").arg(name);
    }
    const BlockMatrix::Block rowOfT { {}, { QStringLiteral("d<i>t</i>/d<i>t</i>") } };
    const BlockMatrix::Block byT { QStringLiteral("∂/∂<i>t</i>"), { QStringLiteral("<i>t</i>") } };
    const solvers::Matrix<double> whole = jacobian.whole();
    QList<double> values;
    for (solvers::Index i = 0; i < whole.rows(); ++i)
        for (solvers::Index j = 0; j < whole.cols(); ++j)
            values << whole(i, j);
    m_matrix->setMatrix({ rowsOfF, rowsOfTheta, rowOfT }, { byZ, byTheta, byT }, values);
}

QString DerivationView::statusText() const
{
    if (!m_derivation)
        return {};
    const auto slope = [](double value) {
        return std::isnan(value) ? QStringLiteral("–") : fixedText(value, 3);
    };
    return tr("Slopes of the remainders: %1 (Taylor, 2 expected), %2 (limit, 1 expected)")
        .arg(slope(m_derivation->taylorSlope), slope(m_derivation->adjointSlope));
}

QString DerivationView::progressText() const
{
    return m_run ? tr("Deriving…") : QString();
}

} // namespace ui
