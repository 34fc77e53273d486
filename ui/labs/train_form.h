// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"
#include "ui/widgets/form_field.h"

#include <QList>
#include <QObject>
#include <QString>

class QLabel;
class QTimer;

namespace ui {

class ComboBox;
class NumberSpinBox;
class RegularisationFields;
class Section;
class Theme;

/// The settings of a training run: the fields in the inspector of the Train page.
///
/// Fields that a run cannot change are disabled while it is open, those that do not concern the
/// model too; each then says why in its tooltip. The last settings are kept in QSettings.
class TrainForm final : public QObject {
    Q_OBJECT
public:
    /// The sections of the inspector that the fields go into.
    struct Sections {
        Section* data;
        Section* model;
        Section* solver;
        Section* optimiser;
        Section* terms;
        Section* machine;
    };

    TrainForm(Theme& theme, const Sections& sections, QObject* parent);

    nn::TrainingOptions options() const;
    void setOptions(const nn::TrainingOptions& options); ///< fills in the fields
    static nn::TrainingOptions defaults(); ///< the article's
    long budget() const; ///< of evaluations of a pass; 0: no line
    QString problem() const; ///< why no run can be started with this; empty if one can
    void setLocked(bool locked); ///< a run is open
    /// Takes the data from a folder with the four MNIST files; an empty path: the shipped ones.
    void setDataFolder(const QString& folder);

signals:
    void changed(); ///< any field
    /// Learning rate, epochs, threads or regularisation have been changed while locked and the
    /// user has paused.
    void liveChanged();

private:
    void addDataFields(Section& section);
    void addModelFields(Section& section);
    void addSolverFields(Section& section);
    void addOptimiserFields(Section& section);
    void addRecipeFields(Section& section);
    void addRecipeChoice(Section& section);
    void addTerms(Section& section);
    void addMachineFields(Section& section);
    NumberSpinBox* addNumber(const QString& name, double least, double most, bool integer);
    QWidget* pair(NumberSpinBox* left, NumberSpinBox* right);
    void setUp(QWidget* widget, const QString& name, const QString& toolTip, bool live = false,
        bool odeBlock = false);
    void applyModelDefaults();
    void fillRecipe(const nn::TrainingOptions& options);
    void readRecipe(nn::TrainingOptions& options) const;
    void showRecipe(); ///< the one that the fields follow
    void adaptSolverFields();
    void refresh();
    void settingChanged();
    void store() const;
    void restore();
    void askForFolder();
    bool adaptive() const;

    Theme& m_theme;
    QWidget* m_parent = nullptr;
    FormFields m_fields;
    QList<const QWidget*> m_ofOdeBlock; ///< of no use to a model without one
    bool m_filling = false;
    QString m_folder; ///< of the data; empty: shipped
    QTimer* m_liveTimer;
    ComboBox* m_dataset = nullptr;
    NumberSpinBox* m_trainImages = nullptr;
    NumberSpinBox* m_testImages = nullptr;
    ComboBox* m_model = nullptr;
    NumberSpinBox* m_depth = nullptr;
    QLabel* m_parameters = nullptr;
    ComboBox* m_solver = nullptr;
    ComboBox* m_steps = nullptr;
    QLabel* m_stepLabel = nullptr;
    NumberSpinBox* m_step = nullptr;
    QLabel* m_toleranceLabel = nullptr;
    QWidget* m_tolerances = nullptr;
    NumberSpinBox* m_rtol = nullptr;
    NumberSpinBox* m_atol = nullptr;
    ComboBox* m_block = nullptr;
    ComboBox* m_gradient = nullptr;
    ComboBox* m_recipe = nullptr;
    ComboBox* m_augmentation = nullptr;
    ComboBox* m_schedule = nullptr;
    ComboBox* m_average = nullptr;
    NumberSpinBox* m_smoothing = nullptr;
    NumberSpinBox* m_decay = nullptr;
    ComboBox* m_optimizer = nullptr;
    NumberSpinBox* m_rate = nullptr;
    NumberSpinBox* m_batch = nullptr;
    NumberSpinBox* m_epochs = nullptr;
    RegularisationFields* m_terms = nullptr;
    NumberSpinBox* m_threads = nullptr;
    NumberSpinBox* m_seed = nullptr;
};

} // namespace ui
